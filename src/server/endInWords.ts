import { faultInWords } from './startFaults.ts';

/** Ends the process, with words for what the person at the terminal can mend. */
export function endInWords(error: unknown): never {
  console.error(faultInWords(error) ?? error);
  process.exit(1);
}
