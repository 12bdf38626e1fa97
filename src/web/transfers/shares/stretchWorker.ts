import type { PasswordCost } from '../../../shared/transfers/shares/share.ts';
import { stretchPassword } from './stretchPassword.ts';

/** Stretches one password, so that the page stays alive meanwhile. */
self.onmessage = async ({ data }: MessageEvent<{ password: string; cost: PasswordCost }>) => {
  const stretched = await stretchPassword(data.password, data.cost).catch((error: unknown) => String(error));
  self.postMessage(stretched);
};
