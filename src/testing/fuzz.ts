import fc from 'fast-check';

/**
 * How often a property is tried, and from which seed: the same each time, so that a failure is one tomorrow too.
 * FUZZ_SEED and FUZZ_RUNS look further; on failure fast-check prints seed and path.
 */
export const fuzzing = (runs: number): { seed: number; numRuns: number } => ({
  seed: Number(process.env.FUZZ_SEED ?? 20_261_125),
  numRuns: Math.ceil(runs * Number(process.env.FUZZ_RUNS ?? 1)),
});

/** What no honest client puts into a field. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      '',
      '\0',
      'a\0b',
      '\ud800',
      '\u202e',
      "'; DROP TABLE users; --",
      '../../etc/passwd',
      '%00',
      '{{7*7}}',
      '\r\nX: y',
    ],
    ...['__proto__', 'constructor', 'x'.repeat(70_000), '٣', 'ﷺ'.repeat(300), '00000000-0000-4000-8000-000000000000'],
    ...[-1, -0, 0.5, 1e308, 2 ** 31, 2 ** 53, 2 ** 63, true, false, null, [], {}, [[]], [null]],
    ...[{ __proto__: null, toString: 1 }, { length: -1 }, Array.from({ length: 500 }, () => 0)],
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
);

/** A change to an input that was right: something strange in place of one of its parts, missing, added, or of all of it. */
export const change = fc.record({
  how: fc.constantFrom('replace', 'replace', 'replace', 'drop', 'add', 'whole'),
  at: fc.nat({ max: 1000 }),
  value: strange,
});
export type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

type Place = { holder: Record<string, unknown>; key: string };

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

/** A copy of a right input with the changes made to it. */
export function changed(input: unknown, changes: readonly Change[]): unknown {
  let copy = structuredClone(input);
  for (const { how, at, value: given } of changes) {
    // Changed further it must be no other change's.
    const value = structuredClone(given);
    const places = placesIn(copy);
    const place = places[at % Math.max(1, places.length)];
    if (how === 'whole' || !place) copy = value;
    else if (how === 'drop') delete place.holder[place.key];
    else if (how === 'add') place.holder[`extra${at}`] = value;
    else place.holder[place.key] = value;
  }
  return copy;
}
