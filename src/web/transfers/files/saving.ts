import { isAbort, pickers } from './fileSystemAccess.ts';
import { chooseSaveWay, type SaveWay, type SavingBrowser, saveNames } from './savingRules.ts';
import { saveInFolder, writeTo } from './savingToDisk.ts';

/** A received file: its bytes lie on this device's disk, under a name of ours. */
export interface SavableFile {
  file: Blob;
  name: string;
  /** Folders above it, empty for none. */
  path: string;
  type: string;
}

/** `saved`: the bytes are where the person wanted them. `handed_over`: the browser copies them; keep ours for a while. */
export type SaveOutcome = 'saved' | 'handed_over' | 'cancelled';

/** After `handed_over` the source must stay this long: a download reads from it, and nobody tells when it is done. */
export const keepSourceMs = 10 * 60_000;
/** Safari drops downloads that follow each other too closely. */
const betweenDownloadsMs = 400;

export interface SaveOptions {
  signal?: AbortSignal;
  onProgress?(savedBytes: number): void;
}

/** Which way saving will go here, for the words on the button. */
export function saveWayFor(files: SavableFile[]): SaveWay {
  return chooseSaveWay(files.length, thisBrowser(files));
}

/** Saves received files, one or many, without a zip. Call it in the task of a tap. */
export async function saveFiles(files: SavableFile[], options: SaveOptions = {}): Promise<SaveOutcome> {
  const [first] = files;
  if (!first) return 'saved';
  try {
    const way = saveWayFor(files);
    if (way === 'share') return await share(files, options);
    if (way === 'picker') return await saveByPicker(first, options);
    if (way === 'folder') return await saveByFolder(files, options);
    return await download(files, options);
  } catch (error) {
    if (isAbort(error)) return 'cancelled';
    throw error;
  }
}

async function saveByPicker(file: SavableFile, options: SaveOptions): Promise<SaveOutcome> {
  const suggestedName = saveNames([file], true)[0]?.name;
  const handle = await pickers().showSaveFilePicker?.call(globalThis, { suggestedName, id: 'receive' });
  if (!handle) return 'cancelled';
  await writeTo(handle, file.file, options);
  return 'saved';
}

async function saveByFolder(files: SavableFile[], options: SaveOptions): Promise<SaveOutcome> {
  const folder = await pickers().showDirectoryPicker?.call(globalThis, { mode: 'readwrite', id: 'receive' });
  if (!folder) return 'cancelled';
  await saveInFolder(folder, files, options);
  return 'saved';
}

async function share(files: SavableFile[], options: SaveOptions): Promise<SaveOutcome> {
  try {
    await navigator.share({ files: asFiles(files) });
    return 'handed_over';
  } catch (error) {
    if (isAbort(error)) throw error;
    // Too large for the sheet, or the tap is too long ago.
    return download(files, options);
  }
}

/** One download after another; the bytes stay on disk, so memory does not grow with the file. */
async function download(files: SavableFile[], options: SaveOptions): Promise<SaveOutcome> {
  const names = saveNames(files, true);
  let handedBytes = 0;
  for (const [index, { file, type }] of files.entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, betweenDownloadsMs));
    const url = URL.createObjectURL(file.slice(0, file.size, type));
    const link = document.createElement('a');
    link.href = url;
    link.download = names[index]?.name ?? 'file';
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
    handedBytes += file.size;
    // Hundreds of files take minutes: one sees that it goes on.
    if (files.length > 1) options.onProgress?.(handedBytes);
    setTimeout(() => URL.revokeObjectURL(url), keepSourceMs);
  }
  return 'handed_over';
}

/** Under the right name and type, without copying: the new File refers to the bytes on disk. */
function asFiles(files: SavableFile[]): File[] {
  const names = saveNames(files, true);
  return files.map(({ file, type }, index) => new File([file], names[index]?.name ?? 'file', { type }));
}

function thisBrowser(files: SavableFile[]): SavingBrowser {
  const { showSaveFilePicker, showDirectoryPicker } = pickers();
  // An iPad says it is a Mac; no Mac has a touch screen.
  const isIos =
    /iPhone|iPad|iPod/.test(navigator.userAgent) ||
    (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  return {
    isIos,
    canShare: isIos && (navigator.canShare?.({ files: asFiles(files) }) ?? false),
    hasSavePicker: showSaveFilePicker !== undefined,
    hasFolderPicker: showDirectoryPicker !== undefined,
  };
}
