import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConversationId } from '../../shared/core/ids.ts';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import { dropDraft, keepDraft, onDraftDropped, readDraft } from './drafts.ts';

const id = 'chat' as ConversationId;
let hear: (event: Partial<StorageEvent>) => void;

beforeEach(() => {
  stubBrowser({ fetch: answerOk });
  vi.stubGlobal('addEventListener', (_name: string, handler: typeof hear) => {
    hear = handler;
  });
});
afterEach(() => void vi.unstubAllGlobals());

test.each([
  ['what was sent goes', ' ok\r\n', 'ok', ''],
  ['what another tab has written since stays', 'A long thought', 'ok', 'A long thought'],
])('%s', (_, written, sent, left) => {
  keepDraft(id, written);
  dropDraft(id, sent);
  expect(readDraft(id)).toBe(left);
});

test('of what other tabs do only the end of this draft is told', () => {
  const told: string[] = [];
  onDraftDropped(id, (dropped) => told.push(dropped));
  const key = 'spotlight:draft:chat';
  hear({ key, oldValue: 'o', newValue: 'ok' });
  hear({ key: 'spotlight:draft:other', oldValue: 'ok', newValue: null });
  hear({ key: null, oldValue: null, newValue: null });
  hear({ key, oldValue: 'ok', newValue: null });
  expect(told).toEqual(['ok']);
});
