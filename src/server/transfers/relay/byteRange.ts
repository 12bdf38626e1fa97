/** What to send of so many bytes: all of them, one part (both ends included), or nothing that exists. */
export type ByteRange = 'all' | 'unsatisfiable' | { first: number; last: number };

const ONE_RANGE = /^bytes=[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/i;

/**
 * Reads a Range header (RFC 9110, 14.2). Other units, several ranges and what cannot be read are ignored, as that
 * section allows: the whole is sent.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange {
  const match = ONE_RANGE.exec(header ?? '');
  if (!match) return 'all';
  const [, first, last, suffix] = match;
  if (suffix !== undefined) return suffixOf(Number(suffix), sizeBytes);
  const from = Number(first);
  const to = last ? Number(last) : sizeBytes - 1;
  if (last && to < from) return 'all';
  if (from >= sizeBytes) return 'unsatisfiable';
  return { first: from, last: Math.min(to, sizeBytes - 1) };
}

function suffixOf(length: number, sizeBytes: number): ByteRange {
  if (length === 0 || sizeBytes === 0) return 'unsatisfiable';
  return { first: Math.max(0, sizeBytes - length), last: sizeBytes - 1 };
}
