import type { Visitor } from './people.ts';

/** Takes the peer connections away from a page, as a network does that lets only HTTP pass. */
export async function forbidPeers({ page }: Visitor): Promise<void> {
  await page.addInitScript(forbid);
  await page.evaluate(forbid);
}

function forbid(): void {
  const shown = window as unknown as { live?: Set<RTCPeerConnection> };
  for (const connection of shown.live ?? []) connection.close();
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      // Only relayed candidates, and no server to relay: none is ever found.
      super({ ...configuration, iceServers: [], iceTransportPolicy: 'relay' });
    }
    override setConfiguration() {}
  };
}

/** Remembers the peer connections of a page, so that they can be taken away later. To be called before it loads. */
export async function watchPeers({ page }: Pick<Visitor, 'page'>): Promise<void> {
  await page.addInitScript(() => {
    const live = new Set<RTCPeerConnection>();
    (window as unknown as { live: Set<RTCPeerConnection> }).live = live;
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        live.add(this);
      }
    };
  });
}
