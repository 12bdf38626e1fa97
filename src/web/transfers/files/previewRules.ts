/** What a preview shows, decided without a browser. */

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
