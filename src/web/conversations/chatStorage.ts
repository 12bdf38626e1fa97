import type { DBSchema } from 'idb';
import type { AccountId, ConversationId } from '../../shared/core/ids.ts';
import { sharedDatabase } from '../core/sharedDatabase.ts';
import type { OutboxStorage, Unsent } from './outbox.ts';
import type { ThreadCache } from './threadFeed.ts';
import type { Thread } from './threadStore.ts';

type Kept = Unsent & { position?: number };

interface ChatsDb extends DBSchema {
  /** In the order of writing: `position` counts up over all tabs. */
  outbox: { key: number; value: Kept; indexes: { clientId: string } };
  threads: { key: [AccountId, ConversationId]; value: Thread };
}

const database = sharedDatabase<ChatsDb>('spotlight-chats', 1, (db) => {
  db.createObjectStore('outbox', { keyPath: 'position', autoIncrement: true }).createIndex('clientId', 'clientId');
  db.createObjectStore('threads');
});

/** What an account wrote in this browser and has not sent. */
export function makeOutboxStorage(accountId: AccountId): OutboxStorage {
  const keyOf = async (clientId: string) => (await database()).getKeyFromIndex('outbox', 'clientId', clientId);
  return {
    all: async () => {
      const kept = await (await database()).getAll('outbox');
      return kept.filter((item) => item.accountId === accountId).map(({ position: _position, ...item }) => item);
    },
    add: async (item) => void (await (await database()).add('outbox', item)),
    update: async (item) => {
      const position = await keyOf(item.clientId);
      if (position !== undefined) await (await database()).put('outbox', { ...item, position });
    },
    remove: async (clientId) => {
      const position = await keyOf(clientId);
      if (position !== undefined) await (await database()).delete('outbox', position);
    },
  };
}

/** The newest messages of a conversation, so that it opens without a network. */
export function makeThreadCache(accountId: AccountId, conversationId: ConversationId): ThreadCache {
  return {
    load: async () => (await (await database()).get('threads', [accountId, conversationId])) ?? null,
    save: async (thread) => void (await (await database()).put('threads', thread, [accountId, conversationId])),
  };
}
