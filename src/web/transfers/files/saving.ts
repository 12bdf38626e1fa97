import { RefusedError } from '../../core/appError.ts';
import { isQuotaError } from '../engine/sink.ts';
import { typeOf } from './fileKind.ts';
import { isAbort, pickers } from './fileSystemAccess.ts';
import { bytesOf, type SavableFile } from './savableFile.ts';
import { chooseSaveWay, type SavingBrowser, saveNames } from './savingRules.ts';
import { saveInFolder, writeTo } from './savingToDisk.ts';

/** `saved`: the bytes are where the person wanted them. `handed_over`: who has them does not tell more. */
export type SaveOutcome = 'saved' | 'handed_over' | 'cancelled';

/** A download begins to read within this time, even where the browser asks first. */
const handingOverMs = 10 * 60_000;
/** Safari drops downloads that follow each other too closely. */
const betweenDownloadsMs = 400;

export interface SaveOptions {
  /** Ends it early, as `cancelled`: what was told as saved until then stays saved. */
  signal?: AbortSignal;
  onProgress?(savedBytes: number): void;
  /** One of several files is saved, or handed over where that is not certain. */
  onSaved?(index: number, isCertain: boolean): void;
}

/** Saves received files, one or many, without a zip. Call it in the task of a tap. */
export async function saveFiles(files: SavableFile[], options: SaveOptions = {}): Promise<SaveOutcome> {
  const [first] = files;
  if (!first) return 'saved';
  try {
    const shareable = isIos() ? await asFiles(files) : [];
    const way = chooseSaveWay(files.length, thisBrowser(shareable));
    if (way === 'share') return await share(files, shareable, options);
    if (way === 'picker') return await saveByPicker(first, options);
    if (way === 'folder') return await saveByFolder(files, options);
    return await download(files, options);
  } catch (error) {
    if (isAbort(error)) return 'cancelled';
    if (isQuotaError(error)) throw new RefusedError({ code: 'client.no_room', kind: 'no_room' });
    throw error;
  }
}

async function saveByPicker(file: SavableFile, options: SaveOptions): Promise<SaveOutcome> {
  const suggestedName = saveNames([file], true)[0]?.name;
  const handle = await pickers().showSaveFilePicker?.call(globalThis, { suggestedName, id: 'receive' });
  if (!handle) return 'cancelled';
  await writeTo(handle, await bytesOf(file), options);
  return 'saved';
}

async function saveByFolder(files: SavableFile[], options: SaveOptions): Promise<SaveOutcome> {
  const folder = await pickers().showDirectoryPicker?.call(globalThis, { mode: 'readwrite', id: 'receive' });
  if (!folder) return 'cancelled';
  await saveInFolder(folder, files, options);
  return 'saved';
}

async function share(files: SavableFile[], shareable: File[], options: SaveOptions): Promise<SaveOutcome> {
  try {
    await navigator.share({ files: shareable });
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
  for (const [index, file] of files.entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, betweenDownloadsMs));
    options.signal?.throwIfAborted();
    const bytes = await bytesOf(file);
    const url = URL.createObjectURL(bytes.slice(0, bytes.size, typeOf(file)));
    const link = document.createElement('a');
    link.href = url;
    link.download = names[index]?.name ?? 'file';
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
    handedBytes += bytes.size;
    // Hundreds of files take minutes: one sees that it goes on.
    if (files.length > 1) options.onProgress?.(handedBytes);
    options.onSaved?.(index, false);
    setTimeout(() => URL.revokeObjectURL(url), handingOverMs);
  }
  return 'handed_over';
}

/** Under the right name and type, without copying: the new File refers to the bytes on disk. */
async function asFiles(files: SavableFile[]): Promise<File[]> {
  const names = saveNames(files, true);
  const bytes = await Promise.all(files.map(bytesOf));
  return files.map((file, index) => new File([bytes[index]!], names[index]?.name ?? 'file', { type: typeOf(file) }));
}

/** An iPad says it is a Mac; no Mac has a touch screen. */
function isIos(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

function thisBrowser(shareable: File[]): SavingBrowser {
  const { showSaveFilePicker, showDirectoryPicker } = pickers();
  return {
    isIos: isIos(),
    canShare: shareable.length > 0 && (navigator.canShare?.({ files: shareable }) ?? false),
    hasSavePicker: showSaveFilePicker !== undefined,
    hasFolderPicker: showDirectoryPicker !== undefined,
  };
}
