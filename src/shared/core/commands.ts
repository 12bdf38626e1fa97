import type { z } from 'zod';
import type { readCommand, typingCommand } from '../conversations/conversation.ts';
import type {
  peerReset,
  peerSignal,
  progressReport,
  qualityReport,
  transferJoin,
  transferLeave,
} from '../transfers/transfers.sockets.ts';

/** Socket commands, client to server: name → what goes in and what the acknowledgement carries. */
export interface Commands {
  'conversation:type': { input: z.input<typeof typingCommand>; output: null };
  'conversation:read': { input: z.input<typeof readCommand>; output: null };
  'transfer:join': { input: z.input<typeof transferJoin>; output: { isPeerPresent: boolean } };
  'transfer:leave': { input: z.input<typeof transferLeave>; output: null };
  'transfer:progress': { input: z.input<typeof progressReport>; output: null };
  'transfer:quality': { input: z.input<typeof qualityReport>; output: null };
  'peer:signal': { input: z.input<typeof peerSignal>; output: null };
  'peer:reset': { input: z.input<typeof peerReset>; output: null };
}

export type CommandName = keyof Commands;
