/** Small pictures: what fits into a request or a profile. */

export interface SmallImage {
  type: 'image/webp' | 'image/jpeg';
  /** base64 */
  data: string;
  widthPx: number;
  heightPx: number;
}

export interface SourceArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

const types = ['image/webp', 'image/jpeg'] as const;
const qualities = [0.85, 0.7, 0.55, 0.4, 0.25];
const shrinkBy = [1, 0.75, 0.5, 0.35];

/** Draws part of a picture and lowers quality, then size, until it has at most `maxBytes`; null when it never does. */
export async function encodeSmall(
  source: CanvasImageSource,
  area: SourceArea,
  target: { width: number; height: number; maxBytes: number },
): Promise<SmallImage | null> {
  for (const factor of shrinkBy) {
    const canvas = draw(source, area, target, factor);
    for (const quality of qualities) {
      const blob = await encode(canvas, quality);
      if (!blob) return null;
      if (blob.size > target.maxBytes) continue;
      const type = blob.type as SmallImage['type'];
      return { type, data: await toBase64(blob), widthPx: canvas.width, heightPx: canvas.height };
    }
  }
  return null;
}

function draw(source: CanvasImageSource, area: SourceArea, target: { width: number; height: number }, factor: number) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(target.width * factor));
  canvas.height = Math.max(1, Math.round(target.height * factor));
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  context.imageSmoothingQuality = 'high';
  // JPEG has no transparency and would show black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, area.x, area.y, area.width, area.height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Safari encodes no WebP and hands out a PNG instead, so the type of the result is what counts. */
async function encode(canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> {
  for (const type of types) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
    if (blob?.type === type) return blob;
  }
  return null;
}

async function toBase64(blob: Blob): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}
