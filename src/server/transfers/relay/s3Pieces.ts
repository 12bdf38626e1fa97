/**
 * A part of a segment in S3: which bytes it has is said by its name, so that a list of names tells how far an upload is.
 *
 * Two nodes may write at once, when one that was taken for dead lives on. Neither can overwrite the other, for each writes
 * under names of its own; whoever began later has the higher generation, and from where it began only its pieces count.
 */
export interface Piece {
  name: string;
  offset: number;
  sizeBytes: number;
  /** Later writers have higher ones: each takes one above what it finds. */
  generation: number;
  /** Tells writers apart that began in the same instant. */
  nonce: string;
}

const NAME = /^(\d{10})-(\d{14})-([0-9a-f]{8})$/;

export function pieceName({ offset, generation, nonce }: Omit<Piece, 'name' | 'sizeBytes'>): string {
  return `${String(offset).padStart(10, '0')}-${String(generation).padStart(14, '0')}-${nonce}`;
}

/** Null for what is none of ours. */
export function readPieceName(name: string, sizeBytes: number): Piece | null {
  const match = NAME.exec(name);
  if (!match || sizeBytes === 0) return null;
  return { name, sizeBytes, offset: Number(match[1]), generation: Number(match[2]), nonce: match[3]! };
}

export interface Chain {
  pieces: Piece[];
  sizeBytes: number;
  /** The highest there is, in the chain or beside it. */
  generation: number;
}

/** The pieces that count, from the first byte on without a gap. */
export function chainOf(found: Piece[]): Chain {
  const byOffset = new Map<number, Piece[]>();
  for (const piece of found) byOffset.set(piece.offset, [...(byOffset.get(piece.offset) ?? []), piece]);
  const pieces: Piece[] = [];
  let sizeBytes = 0;
  for (let last: Piece | undefined; ; ) {
    const next = (byOffset.get(sizeBytes) ?? []).filter((piece) => !last || follows(piece, last)).sort(latestFirst)[0];
    if (!next)
      return { pieces, sizeBytes, generation: found.reduce((most, piece) => Math.max(most, piece.generation), 0) };
    pieces.push(next);
    sizeBytes += next.sizeBytes;
    last = next;
  }
}

/** By the same writer, or by one that began later and so has seen what is before it. */
function follows(piece: Piece, last: Piece): boolean {
  return piece.generation > last.generation || (piece.generation === last.generation && piece.nonce === last.nonce);
}

const latestFirst = (a: Piece, b: Piece) => b.generation - a.generation || (a.nonce < b.nonce ? -1 : 1);
