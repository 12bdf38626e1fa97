import { readCommand, typingCommand } from '../../shared/conversations/conversation.ts';
import type { RateLimits } from '../core/ports.ts';
import type { SocketRegistry } from '../core/socketRegistry.ts';
import type { ConversationsService } from './conversations.service.ts';

/** A connection hears its account's conversations, may say that its person is writing, and how far they have read. */
export function registerConversationSockets(
  registry: SocketRegistry,
  conversations: ConversationsService,
  limits: RateLimits,
): void {
  registry.hears(({ accountId }) => conversations.topicsOf(accountId));

  registry.command('conversation:type', typingCommand, async ({ accountId }, { conversationId }) => {
    await limits.spend('typing', accountId);
    await conversations.type(conversationId, accountId);
    return null;
  });

  registry.command('conversation:read', readCommand, async ({ accountId }, { conversationId, seq }) => {
    await conversations.read(conversationId, seq, accountId);
    return null;
  });
}
