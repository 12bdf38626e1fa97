import { createSignal } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { api, onSessionEnded } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { closeSocket, onAnnouncement } from '../core/socket.ts';
import { forgetEverything } from './forget.ts';

/** Who is signed in. Unconfirmed: known from last time, while the server cannot be reached. */
export type SessionState =
  | { state: 'loading' }
  | { state: 'signedOut' }
  | { state: 'signedIn'; account: OwnAccount; isConfirmed: boolean };

const ACCOUNT_KEY = 'spotlight:account';
const [session, setSession] = createSignal<SessionState>({ state: 'loading' });

export { session };

// Other tabs of this browser share the cookies, so they follow what one of them does.
const tabs = new BroadcastChannel('spotlight:session');
tabs.onmessage = () => void loadSession();

/** The signed-in account, or null. */
export function account(): OwnAccount | null {
  const now = session();
  return now.state === 'signedIn' ? now.account : null;
}

/** Asks the server who we are; without an answer, who we were counts. */
export async function loadSession(): Promise<void> {
  try {
    remember(await api.accounts.me.query());
  } catch (error) {
    if (toAppError(error).kind === 'unauthenticated') return leave();
    const known = remembered();
    setSession(known ? { state: 'signedIn', account: known, isConfirmed: false } : { state: 'signedOut' });
  }
}

/** After registering or logging in. What another person left in this browser is taken out first. */
export async function signIn(signedIn: OwnAccount): Promise<void> {
  const before = remembered();
  if (before && before.id !== signedIn.id) await forgetEverything();
  remember(signedIn);
  tabs.postMessage('signed in');
}

/** After the profile changed. */
export function updateAccount(changed: OwnAccount): void {
  remember(changed);
  tabs.postMessage('changed');
}

/** Ends the session here and on the server, and leaves nothing of the person in this browser. */
export async function signOut(): Promise<void> {
  await api.accounts.logOut.mutate();
  await forgetAndLeave();
}

async function forgetAndLeave(): Promise<void> {
  await forgetEverything();
  setSession({ state: 'signedOut' });
  tabs.postMessage('signed out');
}

// The session ran out: unfinished transfers stay for when the same person logs in again.
function leave(): void {
  closeSocket();
  setSession({ state: 'signedOut' });
}

onSessionEnded(leave);
onAnnouncement('session:ended', () => void forgetAndLeave());

function remember(known: OwnAccount): void {
  localStorage.setItem(ACCOUNT_KEY, JSON.stringify(known));
  setSession({ state: 'signedIn', account: known, isConfirmed: true });
}

function remembered(): OwnAccount | null {
  try {
    return JSON.parse(localStorage.getItem(ACCOUNT_KEY) ?? 'null') as OwnAccount | null;
  } catch {
    return null;
  }
}
