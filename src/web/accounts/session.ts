import { createSignal } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import type { AccountId } from '../../shared/core/ids.ts';
import { api, noteFreshSession, onSessionEnded, refreshSession } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { isSaidAgain } from '../core/retrying.ts';
import { closeSocket, onAnnouncement, onReady, openSocket } from '../core/socket.ts';
import { forgetEverything } from './forget.ts';
import { enter, isLogoutOwed, oweLogout, payLogout } from './owedLogout.ts';
import { remember, rememberAsOver, remembered } from './rememberedAccount.ts';

/** Who is signed in. Unconfirmed: known from last time, while the server has not answered yet. */
export type SessionState =
  | { state: 'loading' }
  | { state: 'signedOut' }
  | { state: 'signedIn'; account: OwnAccount; isConfirmed: boolean };

/** The page before was left to forget all of someone; what it holds: whether they are to be told. */
const LEFT_KEY = 'spotlight:left';
/** Ended on purpose, here or from another device: whoever logs in is told so. */
const ENDED_KEY = 'spotlight:ended';
const RETRY_MS = 10_000;
/** How long the server may take to confirm that a session is over. */
const CONFIRMING_MS = 3000;

const [session, setSession] = createSignal<SessionState>({ state: 'loading' });
let isLeaving = false;
let signedInAtMs = 0;
let retry: ReturnType<typeof setTimeout> | undefined;
/** Whose things this page holds in memory, also after their session ran out; another's begin on a page of their own. */
let holdsOf: AccountId | null = null;

export { session };

/** The signed-in account, or null. */
export function account(): OwnAccount | null {
  const now = session();
  return now.state === 'signedIn' ? now.account : null;
}

/** Shows at once who we were, and asks the server who we are; until it answers the first counts. */
export async function loadSession(): Promise<void> {
  clearTimeout(retry);
  retry = undefined;
  await finishForgetting();
  if (isLogoutOwed()) {
    setSession({ state: 'signedOut' });
    if (!(await payLogout())) askAgainSoon();
    return;
  }
  const known = remembered();
  if (session().state === 'loading' && known && !known.isOver) show(known, false);
  try {
    await accept(await api.accounts.me.query());
  } catch (error) {
    if (toAppError(error).kind === 'unauthenticated') return leave();
    if (session().state === 'loading') setSession({ state: 'signedOut' });
    askAgainSoon();
  }
}

export async function logIn(login: string, password: string): Promise<void> {
  await signedIn(await enter(() => api.accounts.logIn.mutate({ login, password })));
}

/** The second step, when an account asks for a code. */
export async function confirmLogIn(code: string): Promise<void> {
  await signedIn(await enter(() => api.accounts.confirmLogIn.mutate({ code })));
}

export async function register(wish: { username: string; email: string; password: string }): Promise<void> {
  await signedIn(await enter(() => api.accounts.register.mutate(wish)));
}

/** After the profile changed, here or in another browser. */
export function updateAccount(changed: OwnAccount): void {
  keep(changed);
  tell({ news: 'changed', account: changed });
}

/** Ends the session here and on the server, and leaves nothing of the person in this browser; also while the server cannot hear it. */
export async function signOut(): Promise<void> {
  isLeaving = true;
  const atMs = Date.now();
  // Its end need not be announced to those who asked for it.
  closeSocket();
  try {
    await api.accounts.logOut.mutate();
  } catch (error) {
    if (!isSaidAgain(toAppError(error))) {
      isLeaving = false;
      void openSocket();
      throw error;
    }
    oweLogout();
  }
  await forgetEverything();
  sessionStorage.setItem(LEFT_KEY, '');
  tell({ news: 'signed out', atMs });
  location.replace('/');
}

// Other tabs of this browser share the cookies, so they follow what one of them does.
type TabNews = { news: 'signed in' | 'changed'; account: OwnAccount } | { news: 'signed out'; atMs: number };
const tabs = new BroadcastChannel('spotlight:session');
const tell = (news: TabNews) => tabs.postMessage(news);
tabs.onmessage = ({ data }: MessageEvent<TabNews>) => {
  if (data.news === 'signed out') {
    // A slow tab may tell of what is over: here someone has logged in since, or nobody was signed in.
    if (isLeaving || !holdsOf || data.atMs < signedInAtMs) return;
    isLeaving = true;
    location.replace('/');
  } else if (holdsOf && holdsOf !== data.account.id) location.reload();
  else show(data.account, true);
};

onAnnouncement('session:ended', async () => {
  if (isLeaving) return;
  isLeaving = true;
  // With its answer the server takes the cookies and what is stored: a page opened before that would lose it in use.
  const tooLate = new Promise((go) => setTimeout(go, CONFIRMING_MS));
  await Promise.race([refreshSession().catch(() => {}), tooLate]);
  await clearOut();
});
// What ran out by itself leaves unfinished transfers here, for when the same person logs in again.
onSessionEnded((how) => {
  if (isLeaving) return;
  isLeaving = how === 'ended';
  if (isLeaving) void clearOut();
  else leave();
});
onAnnouncement('account:changed', ({ person }) => {
  // What only oneself knows of oneself is not announced.
  if (account()?.id === person.id) void loadSession();
});
const confirmIfNeeded = () => {
  const now = session();
  if (retry !== undefined || (now.state === 'signedIn' && !now.isConfirmed)) void loadSession();
};
onReady(confirmIfNeeded);
addEventListener('online', confirmIfNeeded);

// Ended from another device, perhaps because this one was lost: nothing stays here, and the page begins anew.
async function clearOut(): Promise<void> {
  const atMs = Date.now();
  const wasSignedIn = account() !== null;
  // What is taken out is not shown any more, and no room begins to store anew.
  setSession({ state: 'loading' });
  await forgetEverything();
  sessionStorage.setItem(LEFT_KEY, wasSignedIn ? 'ended' : '');
  tell({ news: 'signed out', atMs });
  location.reload();
}

// What a room of the page before was just storing came after all else was taken out; on this page none is open yet.
async function finishForgetting(): Promise<void> {
  const left = sessionStorage.getItem(LEFT_KEY);
  if (left === null) return;
  sessionStorage.removeItem(LEFT_KEY);
  // Loaded late, after somebody logged in elsewhere in this browser: what is stored here is theirs.
  if (remembered()) return;
  await forgetEverything();
  if (left === 'ended') sessionStorage.setItem(ENDED_KEY, '1');
}

/** Whether this page was opened because the session of the one before was ended; told once. */
export function takeEndedNote(): boolean {
  const isThere = sessionStorage.getItem(ENDED_KEY) !== null;
  sessionStorage.removeItem(ENDED_KEY);
  return isThere;
}

function leave(): void {
  if (isLeaving) return;
  closeSocket();
  rememberAsOver();
  setSession({ state: 'signedOut' });
}

async function signedIn(found: OwnAccount): Promise<void> {
  noteFreshSession();
  signedInAtMs = Date.now();
  await accept(found);
  tell({ news: 'signed in', account: found });
}

// What another person left in this browser is taken out first, from memory too.
async function accept(found: OwnAccount): Promise<void> {
  const before = remembered();
  const isAnother = before !== null && before.id !== found.id;
  if (!isAnother) return keep(found);
  await forgetEverything();
  remember(found);
  location.reload();
}

function askAgainSoon(): void {
  clearTimeout(retry);
  retry = setTimeout(() => void loadSession(), RETRY_MS);
}

function keep(known: OwnAccount): void {
  remember(known);
  show(known, true);
}

function show(known: OwnAccount, isConfirmed: boolean): void {
  holdsOf = known.id;
  setSession({ state: 'signedIn', account: known, isConfirmed });
}
