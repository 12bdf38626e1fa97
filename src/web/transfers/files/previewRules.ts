/** What a preview shows, decided without a browser. */

const videoExtensions = new Set(['mp4', 'm4v', 'mov', 'webm', 'mkv', '3gp', 'avi', 'ogv']);
const imageExtensions = new Set(['jpg', 'jpeg', 'png', 'webp', 'gif', 'avif', 'heic', 'heif', 'bmp']);

/** By type, or by extension: systems know no type for many a video. */
export function previewKind({ type, name }: { type: string; name: string }): 'video' | 'image' | null {
  if (type.startsWith('video/')) return 'video';
  // An SVG is a document, and its size says nothing.
  if (type === 'image/svg+xml') return null;
  if (type.startsWith('image/')) return 'image';
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (type !== '' && type !== 'application/octet-stream') return null;
  if (videoExtensions.has(extension)) return 'video';
  return imageExtensions.has(extension) ? 'image' : null;
}

/** A tenth of the video or its first second, whichever comes first: the very first frame is often black. */
export function previewMoment(durationSeconds: number): number {
  return Number.isFinite(durationSeconds) && durationSeconds > 0 ? Math.min(1, durationSeconds / 10) : 0;
}

/** Scales down to a width, never up. */
export function fitWidth(width: number, height: number, maxWidth: number): { width: number; height: number } {
  const factor = Math.min(1, maxWidth / width);
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** The largest square in the middle. */
export function squareIn(width: number, height: number) {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
}
