import { createSignal } from 'solid-js';

const [tries, setTries] = createSignal(0);
const handlers = new Set<() => void>();

/** Counts up whenever pictures that did not come may come now. */
export const pictureTries = tries;
export const tryPicturesAgain = (): void => void setTries((count) => count + 1);

/** Hears of each picture that did not come, until the returned function is called. */
export function onPictureMissing(handler: () => void): () => void {
  handlers.add(handler);
  return () => handlers.delete(handler);
}

export function notePictureMissing(): void {
  for (const handle of handlers) handle();
}
