import { createSignal } from 'solid-js';

/** What a person forbids in order to save data, on this device. */
export interface DataSaver {
  /** Files may go through the relay when no connection to the other device carries them. */
  mayRelay: boolean;
}

const KEY = 'spotlight:data-saver';

const [dataSaver, setSignal] = createSignal<DataSaver>(read());

export { dataSaver };

export function setDataSaver(change: Partial<DataSaver>): void {
  setSignal((before) => ({ ...before, ...change }));
  localStorage.setItem(KEY, JSON.stringify(dataSaver()));
}

function read(): DataSaver {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<DataSaver>;
    return { mayRelay: kept.mayRelay !== false };
  } catch {
    return { mayRelay: true };
  }
}
