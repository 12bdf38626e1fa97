import { createSignal } from 'solid-js';

/**
 * What this device is connected by, as far as the browser tells (Network Information API: Chromium on Android and ChromeOS).
 * Safari and Firefox tell nothing; Chromium on a desktop leaves out the type, which it could not name there.
 */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
  /** The person asked the browser itself to save data. */
  readonly saveData?: boolean;
}

export interface Network {
  /** Whether the browser tells mobile data from Wi-Fi. */
  isTold: boolean;
  isMobile: boolean;
  savesData: boolean;
}

const source = (navigator as Navigator & { connection?: NetworkInformation }).connection;
const [network, setNetwork] = createSignal<Network>(read());

export { network };

source?.addEventListener('change', () => setNetwork(read()));

function read(): Network {
  const type = source?.type;
  return {
    isTold: typeof type === 'string',
    isMobile: type === 'cellular',
    savesData: source?.saveData === true,
  };
}
