import * as fileHandles from '../../../web/transfers/files/fileHandles.ts';
import { scaleProfilePicture } from '../../../web/transfers/files/imageScaling.ts';
import * as pickFiles from '../../../web/transfers/files/pickFiles.ts';
import { makePreview, makePreviews } from '../../../web/transfers/files/preview.ts';
import * as saving from '../../../web/transfers/files/saving.ts';
import { makeWakeLock } from '../../../web/transfers/files/wakeLock.ts';

/** What a picked file looks like from outside the page. */
export interface Seen {
  path: string;
  name: string;
  size: number;
  hasHandle: boolean;
}

const see = ({ file, path, handle }: pickFiles.PickedFile): Seen => ({
  path,
  name: file.name,
  size: file.size,
  hasHandle: handle !== null,
});

/** A folder in OPFS that stands for a place on the person's disk: no driver can work the browser's own pickers. */
const place = async (name: string) =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });

async function put(folder: FileSystemDirectoryHandle, name: string, bytes: Blob) {
  const handle = await folder.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  await writable.write(bytes);
  await writable.close();
  return handle;
}

async function sha256(blob: Blob) {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Runs something in the task of a real click, as pickers and downloads want it. */
function onClick<T>(run: () => Promise<T>): Promise<T> {
  const button = document.querySelector<HTMLButtonElement>('#go')!;
  return new Promise((resolve, reject) => {
    button.onclick = () => run().then(resolve, reject);
  });
}

const drop = document.querySelector('#drop')!;
const dropped: Seen[][] = [];
const pasted: Seen[][] = [];
drop.addEventListener('dragover', (event) => event.preventDefault());
drop.addEventListener('drop', async (event) => {
  event.preventDefault();
  dropped.push((await pickFiles.filesFromDrop(event as DragEvent)).map(see));
});
document.addEventListener('paste', (event) => {
  pasted.push(pickFiles.filesFromPaste(event).map(see));
});

export const tools = {
  ...fileHandles,
  ...pickFiles,
  ...saving,
  makePreview,
  makePreviews,
  makeWakeLock,
  scaleProfilePicture,
  see,
  place,
  put,
  sha256,
  onClick,
  dropped,
  pasted,
};

declare global {
  interface Window {
    tools: typeof tools;
  }
}
window.tools = tools;
