/** A piece of a message: words, or words that lead somewhere. */
export interface Piece {
  text: string;
  href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"'`\\]+/gi;
// What follows an address in a sentence does not belong to it.
const TRAILING = /[.,;:!?…»”’]+$/;

/** A message in pieces. Only http and https lead anywhere; all else stays text. */
export function piecesOf(content: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of content.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = safeHref(address);
    if (!href) continue;
    if (match.index > end) pieces.push({ text: content.slice(end, match.index), href: null });
    pieces.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < content.length) pieces.push({ text: content.slice(end), href: null });
  return pieces;
}

function trimmed(address: string): string {
  let rest = address.replace(TRAILING, '');
  // A closing bracket belongs to the sentence unless the address opened it.
  while (/[)\]}]$/.test(rest) && !isOpened(rest)) rest = rest.slice(0, -1).replace(TRAILING, '');
  return rest;
}

function isOpened(address: string): boolean {
  const close = address.at(-1)!;
  const open = { ')': '(', ']': '[', '}': '{' }[close]!;
  return address.split(open).length >= address.split(close).length;
}

function safeHref(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
