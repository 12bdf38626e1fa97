const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One or two letters that stand for a name: first and last word. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const chosen = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return chosen.map((word) => firstGrapheme(word).toLocaleUpperCase()).join('') || '?';
}

/** Keeps a name's direction to itself: a figure that follows stays where it is (UAX 9). Where there are elements, `<bdi>` does. */
export const isolated = (name: string): string => `\u2068${name}\u2069`;

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return '';
}

/**
 * A stage lamp's colour filter for each name: the same on every device, because it comes from the name alone.
 * Few, evenly bright and far apart, so that initials keep their contrast and neighbours differ.
 */
const gelHues = [28, 48, 68, 110, 145, 175, 205, 235, 330, 355];

export function gelOf(name: string): { background: string; color: string } {
  let hash = 2166136261;
  for (const char of name.normalize('NFC').toLowerCase()) hash = Math.imul(hash ^ char.codePointAt(0)!, 16777619);
  const hue = gelHues[(hash >>> 0) % gelHues.length]!;
  return { background: `oklch(0.43 0.062 ${hue})`, color: `oklch(0.96 0.025 ${hue})` };
}
