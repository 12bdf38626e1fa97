import type { ManifestFile } from '../../shared/transfers/manifest.ts';
import type { PickedFile } from './files/pickFiles.ts';

type Offered = Pick<ManifestFile, 'name' | 'path' | 'sizeBytes' | 'lastModifiedMs'>;
interface Traits {
  path: string;
  name: string;
  size: number;
  date: number;
}

/** By what a file is known again, the surest first: a folder holds many that were not asked for. */
const signs: ((traits: Traits) => string)[] = [
  ({ path, name, size, date }) => JSON.stringify([path, name, size, date]),
  ({ path, name, size }) => JSON.stringify([path, name, size]),
  ({ name, size, date }) => JSON.stringify([name, size, date]),
  ({ name, size }) => JSON.stringify([name, size]),
];
/** Where no more were chosen than are wanted, each is meant to be one of them: changed since, or renamed. */
const guesses: typeof signs = [({ name }) => name, ({ size }) => `${size}`];

/** Which of the wanted files each newly chosen one is meant to be. The engine looks inside. */
export function matchChosen(
  files: readonly Offered[],
  wanted: readonly number[],
  chosen: readonly PickedFile[],
): [index: number, picked: PickedFile][] {
  const left = new Set(wanted);
  const found = new Map<PickedFile, number>();
  const claim = (picked: PickedFile, index: number) => {
    left.delete(index);
    found.set(picked, index);
  };
  for (const signOf of chosen.length > wanted.length ? signs : [...signs, ...guesses]) {
    const bySign = new Map<string, number[]>();
    // The first of several that look alike comes last, to be taken from the end.
    for (const index of [...left].reverse()) {
      const sign = signOf(traitsOf(files[index]!));
      const alike = bySign.get(sign);
      if (alike) alike.push(index);
      else bySign.set(sign, [index]);
    }
    for (const picked of chosen) {
      if (found.has(picked)) continue;
      const index = bySign.get(signOf(traitsOfPicked(picked)))?.pop();
      if (index !== undefined) claim(picked, index);
    }
  }
  const [only] = chosen;
  // Of one file only one can be meant, whatever it is called now.
  if (only && chosen.length === 1 && left.size === 1 && !found.has(only)) claim(only, [...left][0]!);
  return chosen.flatMap((picked) => (found.has(picked) ? [[found.get(picked)!, picked]] : []));
}

const traitsOf = ({ name, path = '', sizeBytes, lastModifiedMs }: Offered): Traits => ({
  ...{ name, path },
  ...{ size: sizeBytes, date: lastModifiedMs },
});
const traitsOfPicked = ({ file, path }: PickedFile): Traits => ({
  ...{ name: file.name, path },
  ...{ size: file.size, date: file.lastModified },
});

/** Whether one of the wanted files came out of a folder: choosing that brings back all of them, without a search for each. */
export const areOfFolder = (files: readonly Pick<ManifestFile, 'path'>[], wanted: readonly number[]): boolean =>
  wanted.some((index) => Boolean(files[index]?.path));
