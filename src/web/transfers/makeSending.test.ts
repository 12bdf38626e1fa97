import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AccountId, MatchId } from '../../shared/core/ids.ts';
import { RefusedError } from '../core/appError.ts';
import type { PickedFile, PickedFiles } from './files/pickFiles.ts';
import { TooManyFilesError } from './files/walkFolders.ts';
import { makeSending, type Sending } from './makeSending.ts';
import type { PreparedOffer } from './offerFiles.ts';

const unreachable = new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
const tooLarge = new RefusedError({ code: 'request.too_large', kind: 'too_large' });
const busy = new RefusedError({ code: 'server.unavailable', kind: 'unavailable' });
const chosen = (name: string) =>
  Promise.resolve([{ file: new File([name], name, { lastModified: 1 }), path: '', handle: null }]);
const namesOf = (picked: PickedFile[]) => picked.map(({ file }) => file.name).join();

/** What the next attempts to prepare or to send meet, one after the other; after that all is well. */
let troubles: Record<'offer' | 'sendOffer', (Error | (() => Promise<never>) | null)[]>;
let sealed: string[];
let sent: string[];
let sending: Sending;

beforeEach(() => {
  troubles = { offer: [], sendOffer: [] };
  [sealed, sent] = [[], []];
  const meet = async (what: 'offer' | 'sendOffer') => {
    const trouble = troubles[what].shift();
    if (typeof trouble === 'function') await trouble();
    if (trouble) throw trouble;
  };
  sending = makeSending(
    { id: 'match' as MatchId, partnerId: 'ben' as AccountId },
    {
      async offer({ picked }) {
        await meet('offer');
        sealed.push(namesOf(picked));
        return { files: picked.map(({ file }) => file) } as PreparedOffer;
      },
      async sendOffer({ files }) {
        await meet('sendOffer');
        sent.push(files.map(({ name }) => name).join());
      },
    },
  );
});

afterEach(() => void vi.useRealTimers());

/** An attempt that hangs, until it is made to fail. */
function hanging() {
  let fail = (_with: Error) => {};
  const end = new Promise<never>((_, refuse) => {
    fail = refuse;
  });
  return { attempt: () => end, fail };
}

const untilSettled = () => vi.waitFor(() => expect(sending.pending()).toBe(false));

test('what could not be offered for want of a network is kept, and offered when that is back', async () => {
  troubles.offer = [unreachable];
  sending.send(chosen('a.mp4'));
  await untilSettled();
  expect([sending.error()?.kind, sending.canRetry()]).toEqual(['unreachable', true]);
  sending.goOn();
  await untilSettled();
  expect([sent, sending.error()]).toEqual([['a.mp4'], null]);
  sending.goOn();
  expect(sending.pending()).toBe(false);
});

const without = async (leftOut: number, picked: Promise<PickedFiles> = Promise.resolve([])): Promise<PickedFiles> =>
  Object.assign(await picked, { leftOut });

test.each([
  ['an empty folder', () => without(0), { kind: 'nothing', leftOut: 0 }, []],
  ['a folder of which nothing could be read', () => without(2), { kind: 'nothing', leftOut: 2 }, []],
  ['a folder of which all could be read', () => without(0, chosen('a.mp4')), null, ['a.mp4']],
  ['one of which something could not', () => without(1, chosen('a.mp4')), { kind: 'left_out', leftOut: 1 }, ['a.mp4']],
  ['a change of mind', async () => [], null, []],
  ['too many', () => Promise.reject(new TooManyFilesError()), { kind: 'too_many', limit: 5000 }, []],
])('what a choice lacks is said, and what it holds goes: %s', async (_, choose, lack, gone) => {
  sending.send(choose());
  await untilSettled();
  expect([sending.lack(), sent, sending.error()]).toEqual([lack, gone, null]);
  sending.leavePage();
  expect(sending.lack()).toBeNull();
});

test('an offer whose answer was lost is the same one again', async () => {
  troubles.sendOffer = [unreachable];
  sending.send(chosen('a.mp4'));
  await untilSettled();
  sending.goOn();
  await untilSettled();
  expect([sealed, sent]).toEqual([['a.mp4'], ['a.mp4']]);
});

test('while the server is busy what was chosen is kept, and offered again by itself', async () => {
  vi.useFakeTimers();
  troubles.sendOffer = [busy];
  sending.send(chosen('a.mp4'));
  await vi.waitFor(() => expect(sending.canRetry()).toBe(true));
  await vi.advanceTimersByTimeAsync(1000);
  vi.useRealTimers();
  await untilSettled();
  expect([sealed, sent, sending.error()]).toEqual([['a.mp4'], ['a.mp4'], null]);
});

test('whoever leaves the page has read what was refused; what is kept stays said', async () => {
  troubles.sendOffer = [tooLarge, unreachable];
  sending.send(chosen('huge.mp4'));
  await untilSettled();
  sending.leavePage();
  expect(sending.error()).toBeNull();
  sending.send(chosen('b.mp4'));
  await untilSettled();
  sending.leavePage();
  expect(sending.error()?.kind).toBe('unreachable');
});

test('what was refused for good is not offered again, and what was chosen besides goes', async () => {
  troubles.sendOffer = [tooLarge];
  sending.send(chosen('huge.mp4'));
  sending.send(chosen('b.mp4'));
  await vi.waitFor(() => expect(sent).toEqual(['b.mp4']));
  await untilSettled();
  expect([sending.error()?.kind, sending.canRetry()]).toEqual(['too_large', false]);
  sending.goOn();
  await untilSettled();
  expect(sent).toEqual(['b.mp4']);
});

test('what was refused for good is said, also when what was chosen besides has to wait', async () => {
  troubles.sendOffer = [tooLarge, unreachable];
  sending.send(chosen('huge.mp4'));
  sending.send(chosen('b.mp4'));
  await vi.waitFor(() => expect([sending.error()?.kind, sending.pending()]).toEqual(['unreachable', false]));
  sending.goOn();
  await untilSettled();
  expect([sent, sending.error()?.kind, sending.canRetry()]).toEqual([['b.mp4'], 'too_large', false]);
  sending.send(chosen('c.mp4'));
  await untilSettled();
  expect([sent, sending.error()]).toEqual([['b.mp4', 'c.mp4'], null]);
});

test('what is chosen besides leaves what is kept, and the same once more is the same', async () => {
  troubles.offer = [unreachable, unreachable, unreachable];
  for (const name of ['a.mp4', 'b.mp4', 'a.mp4']) {
    sending.send(chosen(name));
    await untilSettled();
    expect(sending.canRetry()).toBe(true);
  }
  sending.goOn();
  await untilSettled();
  expect(sent).toEqual(['a.mp4', 'b.mp4']);
});

test('the network is back before the attempt of before has failed: it is tried once more at once', async () => {
  const old = hanging();
  troubles.sendOffer = [old.attempt, unreachable];
  sending.send(chosen('a.mp4'));
  await vi.waitFor(() => expect(sealed).toEqual(['a.mp4']));
  sending.goOn();
  old.fail(unreachable);
  await untilSettled();
  expect([sent, sending.canRetry(), troubles.sendOffer]).toEqual([[], true, []]);
  sending.goOn();
  await untilSettled();
  expect([sealed, sent]).toEqual([['a.mp4'], ['a.mp4']]);
});

test.each([unreachable, busy])('nothing of someone who is gone is tried again', async (trouble) => {
  vi.useFakeTimers();
  const old = hanging();
  troubles.sendOffer = [old.attempt];
  for (const name of ['a.mp4', 'b.mp4']) sending.send(chosen(name));
  await vi.waitFor(() => expect(sealed).toEqual(['a.mp4']));
  sending.goOn();
  sending.close();
  sending.send(chosen('c.mp4'));
  old.fail(trouble);
  await untilSettled();
  expect(vi.getTimerCount()).toBe(0);
  expect([sealed, sent]).toEqual([['a.mp4'], []]);
});

test('a fault of the page itself is said, and not waited for', async () => {
  vi.spyOn(console, 'error').mockImplementationOnce(() => {});
  troubles.offer = [new Error('The browser does not open its storage.')];
  sending.send(chosen('a.mp4'));
  await untilSettled();
  expect([sending.error()?.code, sending.canRetry()]).toEqual(['client.failed', false]);
});

test('a server that stumbles over an offer is given it again a few times, and no more', async () => {
  vi.useFakeTimers();
  troubles.sendOffer = Array(5).fill(new RefusedError({ code: 'server.internal', kind: 'internal' }));
  sending.send(chosen('a.mp4'));
  await vi.waitFor(() => expect(sending.canRetry()).toBe(true));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([troubles.sendOffer, sending.canRetry(), sending.error()?.kind]).toEqual([[], false, 'internal']);
  expect([sealed, sent]).toEqual([['a.mp4'], []]);
});
