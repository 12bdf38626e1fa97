import { z } from 'zod';
import { cleanFolders, cleanName, makeDistinct } from './fileNames.ts';
import { transferLimits } from './transferRules.ts';

/** What a manifest may hold, besides so many files. */
export const manifestLimits = {
  fileBytes: 256 * 1024 ** 3,
  totalBytes: 1024 ** 4,
  previewLength: 60_000,
  previewSidePx: 4096,
  rawNameLength: 4000,
};

const preview = z.strictObject({
  type: z.enum(['image/jpeg', 'image/webp']),
  data: z.base64().max(manifestLimits.previewLength),
  widthPx: z.int().min(1).max(manifestLimits.previewSidePx).optional(),
  heightPx: z.int().min(1).max(manifestLimits.previewSidePx).optional(),
  durationMs: z.int().min(0).optional(),
});

const mimeType = z
  .string()
  .max(200)
  .transform((type) => (/^[\w.+-]+\/[\w.+-]+$/.test(type) ? type.toLowerCase() : ''));

export const manifestFile = z.strictObject({
  name: z.string().max(manifestLimits.rawNameLength),
  /** Folders above the file, as `webkitRelativePath` writes them, without its name. */
  path: z.string().max(manifestLimits.rawNameLength).optional(),
  sizeBytes: z.int().min(0).max(manifestLimits.fileBytes),
  type: mimeType,
  lastModifiedMs: z.int().min(-8.64e15).max(8.64e15),
  preview: preview.optional(),
});

/** What is offered, sealed, before any byte of it moves. Written by a stranger's browser: nothing in it is believed. */
export const manifest = z.strictObject({
  version: z.literal(1),
  files: z.array(manifestFile).min(1).max(transferLimits.files),
});

export type ManifestFile = z.infer<typeof manifestFile>;
export type ManifestPreview = z.infer<typeof preview>;
export type Manifest = z.infer<typeof manifest>;

/** Checks and cleans a manifest; null when it cannot be believed. Names come out safe and distinct within their folder. */
export function parseManifest(input: unknown): Manifest | null {
  const parsed = manifest.safeParse(input);
  if (!parsed.success) return null;
  if (totalBytesOf(parsed.data.files) > manifestLimits.totalBytes) return null;
  const folders = parsed.data.files.map(({ path }) => cleanFolders(path ?? '').join('/'));
  const names = distinctWithinFolders(
    parsed.data.files.map(({ name }) => cleanName(name)),
    folders,
  );
  const files = parsed.data.files.map(({ path: _path, ...file }, index) => ({
    ...file,
    name: names[index]!,
    ...(folders[index] ? { path: folders[index] } : {}),
  }));
  return { version: 1, files };
}

export function totalBytesOf(files: { sizeBytes: number }[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function distinctWithinFolders(names: string[], folders: string[]): string[] {
  const byFolder = new Map<string, number[]>();
  for (const [index, folder] of folders.entries()) {
    const indices = byFolder.get(folder.toLowerCase());
    if (indices) indices.push(index);
    else byFolder.set(folder.toLowerCase(), [index]);
  }
  const distinct = [...names];
  for (const indices of byFolder.values()) {
    for (const [n, name] of makeDistinct(indices.map((index) => names[index]!)).entries()) distinct[indices[n]!] = name;
  }
  return distinct;
}
