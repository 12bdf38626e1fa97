/** A received file: its bytes lie on this device's disk, under a name of ours; of thousands each is opened at its turn. */
export interface SavableFile {
  file: Blob | (() => Promise<Blob>);
  name: string;
  /** Folders above it, empty for none. */
  path: string;
  type: string;
}

export async function bytesOf({ file }: SavableFile): Promise<Blob> {
  return typeof file === 'function' ? file() : file;
}
