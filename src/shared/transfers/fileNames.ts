import { transferLimits } from './transferRules.ts';

/** File names come from a stranger's disk: what is kept is safe to show, to save under and to tell apart. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
// Characters that turn the reading direction ("gpj.exe" shown as "exe.jpg"), and invisible ones. ZWJ stays: emoji need it.
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const FORBIDDEN = /[<>:"|?*]/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
const LONGEST_EXTENSION = 20;

/** One name, without folders, that every file system takes. */
export function cleanName(raw: string): string {
  // A bound before the costly steps: the text may be megabytes long.
  const lastPart = raw.slice(-4000).split(/[/\\]/).at(-1)!;
  const shown = lastPart
    .replace(LONE_SURROGATE, '\ufffd')
    .normalize('NFC')
    .replace(CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(FORBIDDEN, '_');
  const trimmed = trimName(shown);
  return shorten(RESERVED.test(trimmed) ? `_${trimmed}` : trimmed);
}

/** The folders above a file, each cleaned; what would climb out is left away. */
export function cleanFolders(rawPath: string): string[] {
  return rawPath
    .slice(0, 4000)
    .split(/[/\\]/)
    .filter((part) => part.trim() !== '' && !/^\.+$/.test(part.trim()))
    .slice(0, 20)
    .map(cleanName);
}

/** Makes names that would overwrite each other distinct: "a.mp4", "a (2).mp4". Case does not tell files apart everywhere. */
export function makeDistinct(names: string[]): string[] {
  const taken = new Set<string>();
  // Where counting goes on for a name, so that thousands of equal ones do not count from two each time.
  const counted = new Map<string, number>();
  return names.map((name) => {
    let candidate = name;
    let n = counted.get(keyOf(name)) ?? 2;
    for (; taken.has(keyOf(candidate)); n++) {
      const { stem, extension } = splitExtension(name);
      candidate = shorten(`${stem} (${n})${extension}`, { tail: ` (${n})${extension}` });
    }
    taken.add(keyOf(candidate));
    counted.set(keyOf(name), n);
    return candidate;
  });
}

function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

// From the first character that counts to the last: looking for what ends a name would begin anew at each gap in it.
function trimName(name: string): string {
  return /[^\s.](?:.*[^\s.])?/s.exec(name)?.[0] ?? 'file';
}

function splitExtension(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || name.length - dot > LONGEST_EXTENSION) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension: name.slice(dot) };
}

/** Cuts to what file systems take (bytes of UTF-8), keeping the extension and never cutting an emoji in two. */
export function shorten(
  name: string,
  { tail = splitExtension(name).extension, limit = transferLimits.nameLength } = {},
): string {
  if (utf8Length(name) <= limit) return name;
  let kept = '';
  let room = limit - utf8Length(tail);
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - tail.length))) {
    room -= utf8Length(segment);
    if (room < 0) break;
    kept += segment;
  }
  return trimName(kept) + tail;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
