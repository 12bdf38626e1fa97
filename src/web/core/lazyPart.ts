import { lazy } from 'solid-js';

const AGAIN_MS = 1000;

/** A part of the app that comes when it is shown. One that does not arrive is asked for once more: in a hall answers get lost. */
export const lazyPart: typeof lazy = (load) =>
  lazy(() => load().catch(() => new Promise((go) => setTimeout(go, AGAIN_MS)).then(load)));
