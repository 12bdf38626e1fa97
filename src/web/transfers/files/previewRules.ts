/** What a preview shows, decided without a browser. */

/** A tenth of the video or its first second, whichever comes first: the very first frame is often black. */
export function previewMoment(durationSeconds: number): number {
  return Number.isFinite(durationSeconds) && durationSeconds > 0 ? Math.min(1, durationSeconds / 10) : 0;
}

/** Up to four times as tall as wide is shown in full width; whatever is taller becomes narrower. */
export const previewBox = { width: 320, height: 1280 };

/** Scales down into a box, never up. */
export function fitWithin(width: number, height: number, box: typeof previewBox): typeof previewBox {
  const factor = Math.min(1, box.width / width, box.height / height);
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** The largest square in the middle. */
export function squareIn(width: number, height: number) {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
}
