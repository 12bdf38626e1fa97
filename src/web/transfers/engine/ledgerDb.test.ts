import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stubIndexedDb } from '../../../testing/browserStubs.ts';
import { toAppError } from '../../core/appError.ts';
import { openLedger } from './ledgerDb.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a browser that does not open the ledger is not waited for without end; what it opens too late is closed', async () => {
  const requests = stubIndexedDb();
  const refusal = openLedger().then(() => null, toAppError);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await refusal).toEqual({ code: 'client.no_storage', kind: 'internal' });
  const late = Object.assign(new EventTarget(), { close: vi.fn() });
  requests[0]!.result = late;
  requests[0]!.dispatchEvent(new Event('success'));
  await vi.waitFor(() => expect(late.close).toHaveBeenCalled());
});
