import type { Message, MessagePage } from '../../shared/conversations/conversation.ts';
import type { ConversationId } from '../../shared/core/ids.ts';
import type { ClusterClient } from '../services/clusterClient.ts';
import type { Chatter } from './chatter.ts';

/** All that is stored of a conversation, in its order. */
export async function readWhole(reader: ClusterClient, conversationId: ConversationId): Promise<Message[]> {
  const stored: Message[] = [];
  for (;;) {
    const afterSeq = stored.at(-1)?.seq ?? 0;
    const { messages } = await reader.query<MessagePage>('conversations.messages', {
      conversationId,
      afterSeq,
      limit: 100,
    });
    if (messages.length === 0) return stored;
    stored.push(...messages);
  }
}

/** What is wrong with a conversation, in words; nothing when none of its messages was lost, doubled or moved. */
export function faultsOf(stored: Message[], chatters: Pick<Chatter, 'acknowledged' | 'shown'>[]): string[] {
  const faults: string[] = [];
  const gap = stored.findIndex(({ seq }, index) => seq !== index + 1);
  if (gap >= 0) faults.push(`after ${gap} messages comes number ${stored[gap]!.seq}`);
  const contents = new Set(stored.map(({ content }) => content));
  if (contents.size < stored.length) faults.push(`${stored.length - contents.size} messages are there twice`);
  const placeOf = new Map(stored.map(({ id }, index) => [id, index]));
  const last = stored.at(-1)?.seq ?? 0;
  for (const { acknowledged, shown } of chatters) {
    const lost = acknowledged.filter(({ message }) => !placeOf.has(message.id));
    if (lost.length > 0)
      faults.push(`${lost.length} acknowledged messages are lost, such as "${lost[0]!.message.content}"`);
    const places = acknowledged.map(({ message }) => placeOf.get(message.id) ?? -1);
    if (places.some((place, index) => index > 0 && place < places[index - 1]!)) faults.push('the order was not kept');
    const seen = shown();
    if (seen.at(-1)?.seq !== last) faults.push(`somebody's thread ends at ${seen.at(-1)?.seq} of ${last}`);
    if (seen.some(({ seq }, index) => index > 0 && seq !== seen[index - 1]!.seq + 1))
      faults.push("somebody's thread has a gap");
    if (seen.some(({ seq, content }) => stored[seq - 1]?.content !== content))
      faults.push("somebody's thread shows what is not stored");
  }
  return faults;
}
