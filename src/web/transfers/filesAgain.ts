import type { ManifestFile } from '../../shared/transfers/manifest.ts';
import type { PickedFile } from './files/pickFiles.ts';

/** Which of the wanted files each newly chosen one is meant to be, told by name, size and date. The engine looks inside. */
export function matchChosen(
  files: readonly Pick<ManifestFile, 'name' | 'sizeBytes' | 'lastModifiedMs'>[],
  wanted: readonly number[],
  chosen: readonly PickedFile[],
): [index: number, picked: PickedFile][] {
  const left = new Set(wanted);
  const byName = new Map<string, number[]>();
  for (const index of wanted) {
    const name = files[index]?.name ?? '';
    const others = byName.get(name);
    if (others) others.push(index);
    else byName.set(name, [index]);
  }
  const fitting: [number, PickedFile][] = [];
  for (const picked of chosen) {
    const { file } = picked;
    const hasSize = (index: number) => files[index]?.sizeBytes === file.size;
    const sameName = (byName.get(file.name) ?? []).filter((index) => left.has(index));
    // Of one file only one can be meant, whatever it is called now.
    const only = left.size === 1 ? [...left][0] : undefined;
    const isExact = (index: number) => hasSize(index) && files[index]?.lastModifiedMs === file.lastModified;
    const index = sameName.find(isExact) ?? sameName.find(hasSize) ?? sameName[0] ?? only ?? [...left].find(hasSize);
    if (index === undefined) continue;
    left.delete(index);
    fitting.push([index, picked]);
  }
  return fitting;
}

/** Whether one of the wanted files came out of a folder: choosing that brings back all of them, without a search for each. */
export const areOfFolder = (files: readonly Pick<ManifestFile, 'path'>[], wanted: readonly number[]): boolean =>
  wanted.some((index) => Boolean(files[index]?.path));
