import { createSignal } from 'solid-js';
import type { TransferId } from '../../shared/core/ids.ts';

/** The request for files that is on screen, opened by itself or from its exchange. */
const [askedFor, setAskedFor] = createSignal<TransferId | null>(null);

export { askedFor, setAskedFor };
