import { cleanFolders, cleanName, makeDistinct } from '../../../shared/transfers/fileNames.ts';
import { diskName } from './diskNames.ts';

/** How files leave the app: by a picker, into a folder, by the share sheet, or as downloads. */
export type SaveWay = 'picker' | 'folder' | 'share' | 'download';

export interface SavingBrowser {
  isIos: boolean;
  canShare: boolean;
  hasSavePicker: boolean;
  hasFolderPicker: boolean;
}

/** iOS shares, since only so a video comes into Photos; where there are pickers the person chooses the place. */
export function chooseSaveWay(count: number, browser: SavingBrowser): SaveWay {
  if (browser.isIos && browser.canShare) return 'share';
  if (count === 1 && browser.hasSavePicker) return 'picker';
  if (count > 1 && browser.hasFolderPicker) return 'folder';
  return 'download';
}

export interface SaveName {
  folders: string[];
  name: string;
}

/** Names to save under. They were cleaned when they came; nothing leaves without being cleaned again, for folders as they want it. */
export function saveNames(files: { name: string; path: string }[], isFlat: boolean): SaveName[] {
  const cleaned = files.map(({ name, path }) =>
    isFlat
      ? { folders: [], name: cleanName(name) }
      : { folders: cleanFolders(path).map(diskName), name: diskName(name) },
  );
  const byFolder = new Map<string, SaveName[]>();
  for (const one of cleaned) {
    const key = one.folders.join('/').toLowerCase();
    const siblings = byFolder.get(key);
    if (siblings) siblings.push(one);
    else byFolder.set(key, [one]);
  }
  for (const siblings of byFolder.values()) {
    const distinct = makeDistinct(siblings.map(({ name }) => name));
    for (const [index, sibling] of siblings.entries()) sibling.name = distinct[index] ?? sibling.name;
  }
  return cleaned;
}

/** "a.mp4" → "a (2).mp4": what to try when a name is taken on the disk. */
export function numbered(name: string, n: number): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)} (${n})${name.slice(dot)}` : `${name} (${n})`;
}
