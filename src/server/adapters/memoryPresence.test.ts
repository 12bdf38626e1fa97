import { describePresence } from '../events/presence.contract.ts';
import { makeMemoryPresence } from './memoryPresence.ts';

describePresence('memory', async (clock) => ({ presence: makeMemoryPresence(clock), close: async () => {} }));
