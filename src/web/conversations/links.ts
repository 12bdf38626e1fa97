/** A piece of a message: words, or words that lead somewhere. */
export interface Piece {
  text: string;
  href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"'`\\]+/gi;
// What follows an address in a sentence does not belong to it.
const TRAILING = new Set('.,;:!?…»”’');
const BRACKETS = { ')': '(', ']': '[', '}': '{' };

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

// Whoever writes chooses how much of it there is: each character is looked at once, however many are cut off.
function trimmed(address: string): string {
  const unopened = unopenedIn(address);
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1]!;
    if (TRAILING.has(last)) continue;
    // A closing bracket belongs to the sentence unless the address opened it.
    const surplus = unopened.get(last) ?? 0;
    if (surplus <= 0) break;
    unopened.set(last, surplus - 1);
  }
  return address.slice(0, end);
}

/** Of each closing bracket, how many more there are than such as open one. */
function unopenedIn(address: string): Map<string, number> {
  const count = (bracket: string) => address.split(bracket).length;
  return new Map(Object.entries(BRACKETS).map(([close, open]) => [close, count(close) - count(open)]));
}

function safeHref(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
