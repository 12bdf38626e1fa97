import { beforeEach, expect, test, vi } from 'vitest';
import type { TransferId } from '../../shared/core/ids.ts';
import { makeRelayDesk } from './relayDesk.ts';

const { tellHave, ask, hear } = vi.hoisted(() => ({
  tellHave: vi.fn(),
  ask: vi.fn(),
  hear: { ready: () => {} },
}));

vi.mock('../core/api.ts', () => ({
  api: { relay: { tellHave: { mutate: tellHave }, state: { query: ask } } },
  refreshSession: async () => true,
}));
vi.mock('../core/socket.ts', () => ({
  onAnnouncement: () => () => {},
  onReady: (handler: () => void) => {
    hear.ready = handler;
    return () => {};
  },
}));

/** Each answer comes when the test says so. */
function answers(command: typeof ask) {
  const waiting: (() => void)[] = [];
  command.mockReset().mockImplementation(() => new Promise<void>((go) => waiting.push(go)));
  return () => waiting.shift()?.();
}

let answerHave: () => void;
let answerAsk: () => void;
beforeEach(() => {
  answerHave = answers(tellHave);
  answerAsk = answers(ask);
});

test('a word said again while the first is under way is said, too, and holds up no other', async () => {
  const desk = makeRelayDesk('t' as TransferId);
  desk.say({ t: 'have', epoch: 'e', have: [] });
  desk.say({ t: 'have', epoch: 'f', have: [] });
  desk.say({ t: 'ask' });
  answerHave();
  await vi.waitFor(() => expect(tellHave).toHaveBeenCalledTimes(2));
  expect(tellHave.mock.lastCall?.[0]).toMatchObject({ epoch: 'f' });
  answerHave();
  await vi.waitFor(() => expect(ask).toHaveBeenCalledOnce());
  desk.close();
});

test('after a reconnect it asks again, though an earlier question is still under way', async () => {
  const desk = makeRelayDesk('t' as TransferId);
  desk.say({ t: 'ask' });
  hear.ready();
  answerAsk();
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
  answerAsk();
  desk.close();
});
