import type { Person } from '../../shared/accounts/account.ts';
import type { Message } from '../../shared/conversations/conversation.ts';
import type { Instant } from '../../shared/core/ids.ts';
import type { Unsent, UnsentState } from './outbox.ts';

/** One message as it is drawn. `startsGroup` and `endsGroup`: whoever speaks on is not named again. */
export interface MessageEntry {
  kind: 'message';
  key: string;
  author: Person;
  isOwn: boolean;
  content: string;
  at: Instant;
  startsGroup: boolean;
  endsGroup: boolean;
  state: 'sent' | UnsentState;
  /** The unsent message behind it, for trying again or giving up. */
  unsent: Unsent | null;
}

/** `new` stands before the first message that the reader has not seen. */
export type Entry = { kind: 'day'; key: string; at: Instant } | { kind: 'new'; key: 'new' } | MessageEntry;

export interface EntriesParts {
  messages: readonly Message[];
  unsent: readonly Unsent[];
  me: Person;
  stateOf(item: Unsent): UnsentState;
  /** How far the reader had read when they came; null while that is unknown. */
  readThrough?: number | null;
  /** The calendar day of an instant where the viewer is. */
  dayOf?(at: Instant): string;
}

const GROUP_MS = 5 * 60_000;
// Put together by hand: with thousands of messages the words of toDateString take a fifth of a second.
function localDay(at: Instant): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/**
 * What a thread shows, from top to bottom. A message keeps its key from being written to being sent, so that it stays
 * where it is; one that is announced before its answer came is not shown twice.
 */
export function entriesOf({
  messages,
  unsent,
  me,
  stateOf,
  readThrough = null,
  dayOf = localDay,
}: EntriesParts): Entry[] {
  // Messages stay as they came, and whoever was renamed since is the same person: all are from who the newest says.
  const authors = new Map(messages.map(({ author }) => [author.id, author]));
  const firstNew = firstUnread(messages, me, readThrough);
  const arrived = new Set(messages.filter(({ author }) => author.id === me.id).map(({ clientId }) => clientId));
  const drawn = [
    ...messages.map((message) => fromMessage(message, authors.get(message.author.id) ?? message.author, me)),
    ...unsent.filter(({ clientId }) => !arrived.has(clientId)).map((item) => fromUnsent(item, me, stateOf(item))),
  ];
  const days = drawn.map(({ at }) => dayOf(at));
  const times = drawn.map(({ at }) => Date.parse(at));
  // Whether an entry goes on with what the one before it said.
  const goesOn = drawn.map((entry, index) => {
    const isSameDay = index > 0 && days[index] === days[index - 1];
    return (
      isSameDay &&
      entry.author.id === drawn[index - 1]!.author.id &&
      Math.abs(times[index]! - times[index - 1]!) < GROUP_MS
    );
  });
  return drawn.flatMap((entry, index): Entry[] => {
    const day = days[index];
    const grouped = { ...entry, startsGroup: !goesOn[index], endsGroup: !goesOn[index + 1] };
    return [
      ...(day === days[index - 1] ? [] : [{ kind: 'day', key: `day:${day}:${entry.key}`, at: entry.at } as const]),
      ...(entry.key === firstNew ? [{ kind: 'new', key: 'new' } as const] : []),
      grouped,
    ];
  });
}

// Where that lies above what is held, there is no telling which message it is.
function firstUnread(messages: readonly Message[], me: Person, readThrough: number | null): string | null {
  if (readThrough === null || (messages[0]?.seq ?? 0) > readThrough + 1) return null;
  const first = messages.find(({ seq, author }) => seq > readThrough && author.id !== me.id);
  return first ? keyOf(first) : null;
}

const keyOf = ({ author, clientId }: Message): string => `${author.id}:${clientId}`;

type Ungrouped = Omit<MessageEntry, 'startsGroup' | 'endsGroup'>;

function fromMessage(message: Message, author: Person, me: Person): Ungrouped {
  const { content, createdAt: at } = message;
  const key = keyOf(message);
  return { kind: 'message', key, author, isOwn: author.id === me.id, content, at, state: 'sent', unsent: null };
}

function fromUnsent(unsent: Unsent, { id, username, avatarUrl }: Person, state: UnsentState): Ungrouped {
  const key = `${id}:${unsent.clientId}`;
  return {
    kind: 'message',
    key,
    // A person of its own: what is shown is changed in place, and an account is more than a person.
    author: { id, username, avatarUrl },
    isOwn: true,
    content: unsent.content,
    at: unsent.writtenAt,
    state,
    unsent,
  };
}
