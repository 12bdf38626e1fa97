import { ensureBuilt, ensurePrograms, labPrograms } from '../../../scripts/setup.mjs';
import { whyNoLab } from './system.ts';

/** Sets up what the lab needs; ends this process, with words, where it cannot run. */
export function getReady(): void {
  if (process.getuid?.() === 0) ensurePrograms(labPrograms);
  const reason = whyNoLab();
  if (reason) {
    console.error(reason);
    process.exit(1);
  }
  ensureBuilt();
}
