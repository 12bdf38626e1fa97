/** The parts of the File System Access API (WICG) that TypeScript's DOM library leaves out: only Chromium has them. */

export interface Pickers {
  showOpenFilePicker?(options: { multiple: boolean; id?: string }): Promise<FileSystemFileHandle[]>;
  showDirectoryPicker?(options: { mode: 'read' | 'readwrite'; id?: string }): Promise<FileSystemDirectoryHandle>;
  showSaveFilePicker?(options: { suggestedName?: string; id?: string }): Promise<FileSystemFileHandle>;
}

export const pickers = (): Pickers => globalThis as Pickers;

export interface RemovableHandle extends FileSystemFileHandle {
  remove?(): Promise<void>;
}

interface PermissionHandle extends FileSystemFileHandle {
  queryPermission?(descriptor: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(descriptor: { mode: 'read' }): Promise<PermissionState>;
}

/** May this file be read? `isAsking` shows the browser's question, which needs a tap just before. */
export async function readPermission(handle: FileSystemFileHandle, isAsking: boolean): Promise<PermissionState> {
  const { queryPermission, requestPermission } = handle as PermissionHandle;
  const state = (await queryPermission?.call(handle, { mode: 'read' })) ?? 'granted';
  if (state !== 'prompt' || !isAsking) return state;
  return (await requestPermission?.call(handle, { mode: 'read' })) ?? state;
}

/** The person closed a picker or a share sheet. */
export const isAbort = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';
