import { expect, test } from 'vitest';
import { chainOf, type Piece, pieceName, readPieceName } from './s3Pieces.ts';

const piece = (offset: number, sizeBytes: number, generation: number, nonce = '00000001'): Piece => ({
  ...{ offset, sizeBytes, generation, nonce },
  name: pieceName({ offset, generation, nonce }),
});
const namesOf = (found: Piece[]) => chainOf(found).pieces.map(({ name }) => name);

test('a name says what it is of, and sorts by offset', () => {
  const one = piece(2_097_152, 5, 1_764_000_000_000, 'abcdef01');
  expect(readPieceName(one.name, 5)).toEqual(one);
  const names = [0, 9, 10, 2_097_152, 33_554_432].map((offset) => piece(offset, 1, 1).name);
  expect([...names].sort()).toEqual(names);
  for (const name of ['', 'notes.txt', `${one.name}.part`]) expect(readPieceName(name, 5)).toBeNull();
});

test.each<[string, Piece[], counting: Piece[]]>([
  ['nothing', [], []],
  ['one writer', [piece(0, 5, 1), piece(5, 5, 1)], [piece(0, 5, 1), piece(5, 5, 1)]],
  ['in any order', [piece(5, 5, 1), piece(0, 5, 1)], [piece(0, 5, 1), piece(5, 5, 1)]],
  ['not past a gap', [piece(0, 5, 1), piece(6, 5, 1)], [piece(0, 5, 1)]],
  ['not without its beginning', [piece(5, 5, 1)], []],
  ['the later writer goes on', [piece(0, 5, 1), piece(5, 9, 2)], [piece(0, 5, 1), piece(5, 9, 2)]],
  [
    'over what the earlier one still brought',
    [piece(0, 5, 1), piece(5, 5, 1), piece(5, 9, 2)],
    [piece(0, 5, 1), piece(5, 9, 2)],
  ],
  ['and the earlier one cannot go on from there', [piece(0, 5, 2), piece(5, 5, 1)], [piece(0, 5, 2)]],
  [
    'nor one that began in the same instant',
    [piece(0, 5, 1, '0000000a'), piece(5, 5, 1, '0000000b')],
    [piece(0, 5, 1, '0000000a')],
  ],
  [
    'a short end, written again with what follows',
    [piece(0, 5, 1), piece(5, 2, 1), piece(5, 7, 2)],
    [piece(0, 5, 1), piece(5, 7, 2)],
  ],
])('%s', (_what, found, counting) => {
  expect(namesOf(found)).toEqual(counting.map(({ name }) => name));
  expect(chainOf(found).sizeBytes).toBe(counting.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
});

test('the next writer comes after all that were here, those that count no more included', () => {
  expect(chainOf([piece(0, 5, 2), piece(5, 5, 7), piece(99, 1, 9)]).generation).toBe(9);
});
