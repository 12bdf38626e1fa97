import type { Message } from '../../shared/conversations/conversation.ts';
import type { AccountId, ClientId, ConversationId, Instant } from '../../shared/core/ids.ts';
import { type AppError, toAppError } from '../core/appError.ts';
import { isPassing, retryDelayMs } from '../core/retrying.ts';

/** A message that was written here and is not known to have arrived. */
export interface Unsent {
  clientId: ClientId;
  accountId: AccountId;
  conversationId: ConversationId;
  content: string;
  writtenAt: Instant;
  /** Why the server would not have it; until then it is still to be sent. */
  refusal: AppError | null;
}

/**
 * `sending`: on its way or next in line. `waiting`: for the network. `delayed`: by a server that would not have it just now.
 * `refused`: for the person to decide.
 */
export type UnsentState = 'sending' | 'waiting' | 'delayed' | 'refused';

/** Where unsent messages live, so that a reload or a crash loses none. Shared by all tabs of the browser. */
export interface OutboxStorage {
  /** In the order in which they were added. */
  all(): Promise<Unsent[]>;
  add(item: Unsent): Promise<void>;
  update(item: Unsent): Promise<void>;
  remove(clientId: ClientId): Promise<void>;
}

export interface OutboxParts {
  storage: OutboxStorage;
  send(item: Unsent): Promise<Message>;
  /** Runs the work while no other tab does the same for this conversation. */
  alone(conversationId: ConversationId, work: () => Promise<void>): Promise<void>;
  /** A message has arrived at the server. */
  onSent(message: Message): void;
  onChange(): void;
}

const FAULTS_BORNE = 5;

export type Outbox = ReturnType<typeof makeOutbox>;

/**
 * Sends what was written, per conversation one after the other, until the server has answered each. An answer lost on
 * the way is a retry under the same client id, which the server knows. Every tab goes through the same items in the
 * same order and awaits each answer, so that even two tabs at once could neither double nor reorder anything.
 */
export function makeOutbox({ storage, send, alone, onSent, onChange }: OutboxParts) {
  let items: Unsent[] = [];
  // Not in storage yet, or refused by it (a full disk, a private window): these live in memory only.
  const unstored = new Set<ClientId>();
  let storageTurn: Promise<unknown> = Promise.resolve();
  const draining = new Map<ConversationId, Promise<void>>();
  const stalled = new Set<ConversationId>();
  // Shown as waiting until something arrives: a try that may fail as the last one did is no news.
  const waiting = new Map<ConversationId, 'waiting' | 'delayed'>();
  const failures = new Map<ConversationId, number>();
  const faults = new Map<ClientId, number>();
  const timers = new Map<ConversationId, ReturnType<typeof setTimeout>>();
  let isClosed = false;

  function show(next: Unsent[]): void {
    items = next;
    for (const conversationId of waiting.keys()) if (!nextOf(conversationId)) waiting.delete(conversationId);
    if (!isClosed) onChange();
  }

  // One access after the other, so that what is read is never older than what is shown.
  function inTurn<T>(access: () => Promise<T>): Promise<T | null> {
    const turn = storageTurn.then(access).catch(() => null);
    storageTurn = turn;
    return turn;
  }

  /** Takes over what other tabs added, sent or discarded. */
  async function reload(): Promise<void> {
    await inTurn(async () => {
      const stored = await storage.all();
      show([...stored, ...items.filter(({ clientId }) => unstored.has(clientId))]);
    });
  }

  function drain(conversationId: ConversationId): Promise<void> {
    const running = draining.get(conversationId);
    if (running || isClosed) return running ?? Promise.resolve();
    clearTimeout(timers.get(conversationId));
    stalled.delete(conversationId);
    const work = alone(conversationId, () => sendAll(conversationId))
      // Another tab may take the turn away from one that hangs; then it is the one that sends.
      .catch(() => {})
      .finally(() => {
        draining.delete(conversationId);
        // Something may have been added between the last look and here.
        if (!stalled.has(conversationId) && nextOf(conversationId)) void drain(conversationId);
      });
    draining.set(conversationId, work);
    return work;
  }

  const nextOf = (conversationId: ConversationId) =>
    items.find((item) => item.conversationId === conversationId && !item.refusal);

  async function sendAll(conversationId: ConversationId): Promise<void> {
    await reload();
    for (let item = nextOf(conversationId); item && !isClosed; item = nextOf(conversationId)) {
      const message = await send(item).catch((thrown: unknown) => toAppError(thrown));
      if (isClosed) return;
      if ('seq' in message) await arrived(item, message);
      else if (mustWait(item, message)) return wait(conversationId, message);
      else await refuse(item, message);
    }
  }

  async function arrived(item: Unsent, message: Message): Promise<void> {
    failures.delete(item.conversationId);
    waiting.delete(item.conversationId);
    // Shown as sent before it leaves the outbox, so that it is never gone from the screen in between.
    onSent(message);
    await forget(item.clientId);
  }

  async function forget(clientId: ClientId): Promise<void> {
    unstored.delete(clientId);
    faults.delete(clientId);
    await inTurn(() => storage.remove(clientId));
    show(items.filter((item) => item.clientId !== clientId));
  }

  // A fault of the server may pass; one that stays must not hold up what was written after it.
  function mustWait({ clientId }: Unsent, refusal: AppError): boolean {
    if (refusal.kind !== 'internal') return isPassing(refusal);
    const count = (faults.get(clientId) ?? 0) + 1;
    faults.set(clientId, count);
    return count < FAULTS_BORNE;
  }

  function wait(conversationId: ConversationId, refusal: AppError): void {
    const count = failures.get(conversationId) ?? 0;
    failures.set(conversationId, count + 1);
    stalled.add(conversationId);
    waiting.set(conversationId, refusal.kind === 'unreachable' ? 'waiting' : 'delayed');
    timers.set(
      conversationId,
      setTimeout(() => void drain(conversationId), retryDelayMs(count, refusal)),
    );
    show(items);
  }

  const refuse = (item: Unsent, refusal: AppError) => {
    failures.delete(item.conversationId);
    waiting.delete(item.conversationId);
    faults.delete(item.clientId);
    return change(item.clientId, { refusal });
  };

  async function change(clientId: ClientId, fields: Partial<Unsent>): Promise<void> {
    const held = items.find((item) => item.clientId === clientId);
    if (!held) return;
    const changed = { ...held, ...fields };
    if (!unstored.has(clientId)) await inTurn(() => storage.update(changed));
    show(items.map((item) => (item.clientId === clientId ? changed : item)));
  }

  function resume(): void {
    for (const conversationId of new Set(items.filter((item) => !item.refusal).map((item) => item.conversationId))) {
      void drain(conversationId);
    }
  }

  return {
    items: (): readonly Unsent[] => items,

    stateOf: (item: Unsent): UnsentState =>
      item.refusal ? 'refused' : (waiting.get(item.conversationId) ?? 'sending'),

    /** Takes what was left by an earlier page, and sends it. */
    async open(): Promise<void> {
      await reload();
      resume();
    },

    /** Takes a message. It is shown at once and sent as soon as it is stored. */
    async add(item: Unsent): Promise<void> {
      unstored.add(item.clientId);
      show([...items, item]);
      await inTurn(async () => {
        await storage.add(item);
        unstored.delete(item.clientId);
      });
      await drain(item.conversationId);
    },

    /** The network may be back, or another tab changed something. */
    async wake(): Promise<void> {
      await reload();
      resume();
    },

    /** Tries a refused message once more. */
    async retry(item: Unsent): Promise<void> {
      await change(item.clientId, { refusal: null });
      await drain(item.conversationId);
    },

    /** Gives a refused message up. */
    discard: (item: Unsent): Promise<void> => forget(item.clientId),

    close(): void {
      isClosed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
