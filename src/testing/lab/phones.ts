import { type Air, openAir, type Quality } from './air.ts';
import type { Namespace, Territory } from './namespaces.ts';
import type { Router } from './routers.ts';

/** A phone: it is in one network at a time, by radio. */
export interface Phone {
  namespace: Namespace;
  join(router: Router, quality: Quality): Promise<void>;
  /** The air becomes better or worse; it keeps its address. */
  change(quality: Quality): void;
  /** Its device is gone, and its address with it. */
  leave(): Promise<void>;
}

export function makePhone(territory: Territory, number: number): Phone {
  const namespace = territory.namespace(`phone${number}`);
  let air: Air | null = null;
  let joins = 0;

  return {
    namespace,
    async join(router, quality) {
      // Chromium tells Wi-Fi from mobile by the device's name.
      const device = joins === 0 ? 'wlan0' : `rmnet${joins}`;
      const port = `air${number}-${++joins}`;
      air = await openAir({ namespace, device }, { namespace: router.namespace, device: port }, quality);
      router.admit(port);
      namespace.ip('addr', 'add', `192.168.${router.network}.${10 + number}/24`, 'dev', device);
      namespace.ip('link', 'set', device, 'up');
      // Servers may use BBR, which takes loss lightly; phones do not.
      namespace.ip('route', 'add', 'default', 'via', `192.168.${router.network}.1`, 'congctl', 'cubic');
    },
    change: (quality) => air?.change(quality),
    async leave() {
      await air?.end();
      air = null;
    },
  };
}
