import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import { enter, isLogoutOwed, oweLogout, payLogout } from './owedLogout.ts';

/** What was sent, in order; a request is answered when the test says so. */
let sent: string[];
let answer: (response: Promise<Response>) => void;
let logIn: () => Promise<Response>;

beforeEach(() => {
  sent = [];
  const send = (what: string) => {
    sent.push(what);
    return new Promise<Response>((resolve) => {
      answer = resolve;
    });
  };
  stubBrowser({ fetch: () => send('log out') });
  logIn = () => send('log in');
  oweLogout();
});
afterEach(() => vi.unstubAllGlobals());

describe('a logout that is still owed', () => {
  it('is told, and then owed no more', async () => {
    const paying = payLogout();
    await vi.waitFor(() => expect(sent).toEqual(['log out']));
    answer(answerOk('/'));
    expect(await paying).toBe(true);
    expect(isLogoutOwed()).toBe(false);
    expect(await payLogout()).toBe(true);
    expect(sent).toEqual(['log out']);
  });

  it('stays owed while the server cannot be reached', async () => {
    const paying = payLogout();
    await vi.waitFor(() => expect(sent).toEqual(['log out']));
    answer(Promise.reject(new TypeError('the network is away')));
    expect(await paying).toBe(false);
    expect(isLogoutOwed()).toBe(true);
  });

  it('is not told while someone logs in, and is paid by that', async () => {
    const entering = enter(logIn);
    expect(await payLogout()).toBe(false);
    answer(answerOk('/'));
    await entering;
    expect(isLogoutOwed()).toBe(false);
    expect(sent).toEqual(['log in']);
  });

  it('stays owed when logging in was refused', async () => {
    const entering = enter(logIn);
    answer(Promise.reject(new Error('a wrong password')));
    await expect(entering).rejects.toThrow('a wrong password');
    expect(isLogoutOwed()).toBe(true);
  });

  it('that is being told is over before someone logs in', async () => {
    const paying = payLogout();
    const entering = enter(logIn);
    await vi.waitFor(() => expect(sent).toEqual(['log out']));
    answer(answerOk('/'));
    await paying;
    await vi.waitFor(() => expect(sent).toEqual(['log out', 'log in']));
    answer(answerOk('/'));
    await entering;
  });
});
