import { makeMemoryRoster } from './memoryRoster.ts';
import { describeRoster } from './roster.contract.ts';

describeRoster('memory', async (clock) => ({ roster: makeMemoryRoster(clock) }));
