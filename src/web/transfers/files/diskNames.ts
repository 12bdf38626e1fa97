import { cleanName, shorten } from '../../../shared/transfers/fileNames.ts';

/** Under a system's 255 bytes stay two numbers for equal names, a harmless ending, and the ".crswap" Chromium writes to first. */
const LONGEST_BYTES = 224;
/** What Chromium writes in no folder of a person's: it is not seen, and would tell apart what looks the same. */
const UNWRITTEN = /[\p{Cf}\p{Noncharacter_Code_Point}]/gu;

/** The name of a file, or of a folder, as Chromium writes it in a folder on the disk; what is shown may be richer. */
export function diskName(name: string): string {
  const clean = cleanName(trimEnds(name.replace(UNWRITTEN, '')));
  return trimEnds(shorten(clean, { limit: LONGEST_BYTES }));
}

function trimEnds(name: string): string {
  return /[^\s.~](?:.*[^\s.~])?/s.exec(name)?.[0] ?? 'file';
}
