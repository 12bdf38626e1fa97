import { momentText } from '../../ui/timeText.ts';

/** How long a share may be taken, and how often. */

export const untilText = (expiresAt: string, now: Date): string => `until ${momentText(new Date(expiresAt), now)}`;

/** How often it may still be taken; null where nothing limits it. */
export function leftText(downloadsLeft: number | null): string | null {
  if (downloadsLeft === null) return null;
  if (downloadsLeft <= 0) return 'all downloads are taken';
  return downloadsLeft === 1 ? 'can be downloaded once' : `can be downloaded ${downloadsLeft} times`;
}
