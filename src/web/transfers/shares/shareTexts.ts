import type { ManifestFile } from '../../../shared/transfers/manifest.ts';
import { formatCount } from '../../ui/format.ts';

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
