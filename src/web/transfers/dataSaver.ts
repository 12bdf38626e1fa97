import { createEffect, createRoot, createSignal } from 'solid-js';
import type { TransferId } from '../../shared/core/ids.ts';
import type { Thrift } from './engine/sessionParts.ts';
import { network } from './network.ts';

/** What a person forbids in order to save data, on this device. */
export interface DataSaver {
  /** Files may go through the relay when no connection to the other device carries them. */
  mayRelay: boolean;
  /** Files may move over mobile data. */
  mayUseMobile: boolean;
}

/** As it is kept. What the person has not chosen is null. */
interface Kept {
  mayRelay: boolean;
  mayUseMobile: boolean | null;
  /** Transfers that go on over mobile data all the same. */
  goingOn: string[];
}

const KEY = 'spotlight:data-saver';
/** Transfers are over in days; a list that is never tidied should not grow for ever. */
const MOST_GOING_ON = 50;

const [kept, setKept] = createSignal<Kept>(read());
// A choice made in another tab holds here as well.
addEventListener('storage', ({ key }) => key === KEY && setKept(read()));

export function dataSaver(): DataSaver {
  const { mayRelay, mayUseMobile } = kept();
  // Who asked the browser to save data need not ask again here.
  return { mayRelay, mayUseMobile: mayUseMobile ?? !network().savesData };
}

export function setDataSaver(change: Partial<DataSaver>): void {
  keep({ ...kept(), ...change });
}

/** This transfer goes on, whatever it costs. */
export function goOnAnyway(id: TransferId): void {
  keep({ ...kept(), goingOn: [...kept().goingOn, id].slice(-MOST_GOING_ON) });
}

/** Whether this transfer has to wait for Wi-Fi now. */
export function waitsForWifi(id: TransferId): boolean {
  return network().isMobile && !dataSaver().mayUseMobile && !kept().goingOn.includes(id);
}

/** The same, for a session. */
export function thriftFor(id: TransferId): Thrift {
  return {
    mayRelay: () => dataSaver().mayRelay,
    waitsForWifi: () => waitsForWifi(id),
    onChange: (handler) =>
      createRoot((stop) => {
        createEffect(() => {
          dataSaver();
          waitsForWifi(id);
          handler();
        });
        return stop;
      }),
  };
}

function keep(next: Kept): void {
  setKept(next);
  localStorage.setItem(KEY, JSON.stringify(next));
}

function read(): Kept {
  const usual: Kept = { mayRelay: true, mayUseMobile: null, goingOn: [] };
  try {
    const { mayRelay, mayUseMobile, goingOn } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>;
    return {
      mayRelay: mayRelay !== false,
      mayUseMobile: typeof mayUseMobile === 'boolean' ? mayUseMobile : usual.mayUseMobile,
      goingOn: Array.isArray(goingOn) ? goingOn.filter((id) => typeof id === 'string') : usual.goingOn,
    };
  } catch {
    return usual;
  }
}
