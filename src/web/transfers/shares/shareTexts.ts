import type { ManifestFile } from '../../../shared/transfers/manifest.ts';
import { formatCount } from '../../ui/format.ts';
import { momentText } from '../../ui/timeText.ts';

/** What files are to a person: "a video", "3 photos", "12 files". */
export function kindOf(files: readonly Pick<ManifestFile, 'type'>[]): string {
  const kinds = new Set(files.map(({ type }) => type.split('/')[0]));
  const [kind] = kinds.size === 1 ? kinds : [];
  const [one, many] = (kind && words[kind]) || ['a file', 'files'];
  return files.length === 1 ? one : formatCount(files.length, one, many);
}

const words: Record<string, [one: string, many: string] | undefined> = {
  video: ['a video', 'videos'],
  image: ['a picture', 'pictures'],
  audio: ['a recording', 'recordings'],
};

/** The first name, and how many more. */
export function namesOf(files: readonly Pick<ManifestFile, 'name'>[]): string {
  const [first] = files;
  if (!first) return '';
  return files.length === 1 ? first.name : `${first.name} and ${files.length - 1} more`;
}

export const untilText = (expiresAt: string, now: Date): string => `until ${momentText(new Date(expiresAt), now)}`;

/** How often it may still be taken; null where nothing limits it. */
export function leftText(downloadsLeft: number | null): string | null {
  if (downloadsLeft === null) return null;
  if (downloadsLeft <= 0) return 'all downloads are taken';
  return downloadsLeft === 1 ? 'can be downloaded once' : `can be downloaded ${downloadsLeft} times`;
}
