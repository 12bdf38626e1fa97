import { describeRateLimits } from './rateLimits.contract.ts';
import { makeMemoryRateLimits } from './rateLimits.ts';

describeRateLimits('memory', async () => ({ limits: makeMemoryRateLimits(), close: async () => {} }));
