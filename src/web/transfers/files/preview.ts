import type { ManifestPreview } from '../../../shared/transfers/manifest.ts';
import { kindOf } from './fileKind.ts';
import { encodeSmall } from './imageEncoding.ts';
import { fitWithin, previewBox, previewMoment } from './previewRules.ts';

const maxBytes = 24_000;
const timeoutMs = 8000;

/** A small picture of a video or an image, made here in the sender's browser; null for anything that shows none. */
export async function makePreview(file: File): Promise<ManifestPreview | null> {
  const kind = kindOf(file);
  if (kind !== 'video' && kind !== 'image') return null;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return kind === 'video' ? await ofVideo(file, timeout) : await ofImage(file, timeout);
  } catch {
    // A codec the browser lacks, a broken file, one that vanished: the request goes out without a picture.
    return null;
  }
}

/** How much of a request pictures may fill, in characters of base64; names and sizes of many files need room too. */
const allPreviewsLength = 600_000;
const mostPreviews = 24;
/** Nobody waits longer for pictures before the request goes out. */
const allPreviewsMs = 15_000;

/** Pictures of the first files that show something, one after another: phones decode few videos at once. */
export async function makePreviews(files: File[]): Promise<(ManifestPreview | null)[]> {
  const previews: (ManifestPreview | null)[] = files.map(() => null);
  const until = performance.now() + allPreviewsMs;
  let length = 0;
  let made = 0;
  for (const [index, file] of files.entries()) {
    const preview = await makePreview(file);
    length += preview?.data.length ?? 0;
    if (length > allPreviewsLength) break;
    previews[index] = preview;
    made += preview ? 1 : 0;
    if (made === mostPreviews || performance.now() > until) break;
  }
  return previews;
}

async function ofImage(file: File, signal: AbortSignal): Promise<ManifestPreview | null> {
  const bitmap = await Promise.race([createImageBitmap(file), rejectOn(signal)]);
  try {
    return await shrink(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

async function ofVideo(file: File, signal: AbortSignal): Promise<ManifestPreview | null> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  try {
    // Muted and inline, or iOS loads nothing without a tap.
    Object.assign(video, { muted: true, playsInline: true, preload: 'auto', src: url });
    await once(video, 'loadeddata', signal);
    const moment = previewMoment(video.duration);
    if (moment > 0) {
      const seeked = once(video, 'seeked', signal);
      video.currentTime = moment;
      await seeked;
    }
    if (video.videoWidth === 0) return null;
    const image = await shrink(video, video.videoWidth, video.videoHeight);
    // Recordings made in a browser often have no duration.
    if (image && Number.isFinite(video.duration)) image.durationMs = Math.round(video.duration * 1000);
    return image;
  } finally {
    // Only this frees the decoder: iOS allows few at a time.
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

function shrink(source: CanvasImageSource, width: number, height: number): Promise<ManifestPreview | null> {
  return encodeSmall(source, { x: 0, y: 0, width, height }, { ...fitWithin(width, height, previewBox), maxBytes });
}

function once(video: HTMLVideoElement, name: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(name, () => resolve(), { once: true, signal });
    video.addEventListener('error', () => reject(video.error), { once: true, signal });
    rejectOn(signal).catch(reject);
  });
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
