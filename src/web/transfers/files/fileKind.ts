/** What kind of file it is, decided without a browser: what its system said, or else what its name says. */

/** What devices at an event make, and browsers show. */
const typeOfExtension: Record<string, string> = {
  mp4: 'video/mp4',
  m4v: 'video/x-m4v',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  '3gp': 'video/3gpp',
  avi: 'video/x-msvideo',
  ogv: 'video/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  heic: 'image/heic',
  heif: 'image/heif',
  bmp: 'image/bmp',
};

interface Named {
  type: string;
  name: string;
}

/** Its type, or the one that its extension tells: systems know none for many a video. */
export function typeOf({ type, name }: Named): string {
  if (type !== '' && type !== 'application/octet-stream') return type;
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(typeOfExtension, extension) ? typeOfExtension[extension]! : type;
}

export type FileKind = 'video' | 'audio' | 'image';

/** What there is to see or hear of it; null for what is only ever saved. */
export function kindOf(file: Named): FileKind | null {
  const type = typeOf(file);
  // An SVG is a document that could run scripts, and its size says nothing.
  if (type === 'image/svg+xml') return null;
  const [kind] = type.split('/');
  return kind === 'video' || kind === 'audio' || kind === 'image' ? kind : null;
}

/** What the browser can show of a received file. */
export const playsAs = (file: Named & { sizeBytes: number }): FileKind | null =>
  file.sizeBytes === 0 ? null : kindOf(file);
