import type { ChannelPair, LinkStats, PeerLinks, PeerLinksParts, PeerSignalling } from './channelPair.ts';
import type { IceSource } from './iceKeeper.ts';
import { makePeerLinks } from './peerLinks.ts';
import { portFor } from './portChannel.ts';
import type { ToWorker } from './workerScope.ts';

export interface LinkSetParts {
  role: PeerLinksParts['role'];
  signalling: PeerSignalling;
  ice: IceSource;
  post(message: ToWorker, transfer?: Transferable[]): void;
  onUnreachable(): void;
}

/** The peer connections of one session, with their channels handed to the worker. */
export function makeLinkSet(parts: LinkSetParts) {
  // A page that reloads, or links built anew, count connections from 0 again: the worker gets numbers of our own.
  let nextId = 0;
  let ids = new Map<number, number>();
  let count = 1;
  let links = build();

  function build(): PeerLinks {
    const own = new Map<number, number>();
    ids = own;
    return makePeerLinks({
      role: parts.role,
      signalling: parts.signalling,
      ice: parts.ice,
      onUnreachable: parts.onUnreachable,
      onChannels: (pair) => own.set(pair.connId, handOver(pair)),
      onMaxMessageSize: (connId, bytes) => tell(own, connId, (id) => ({ kind: 'max-message-size', connId: id, bytes })),
      onLinkState: (connId, state) => {
        if (state === 'closed') tell(own, connId, (id) => ({ kind: 'link-closed', connId: id }));
      },
    });
  }

  function tell(own: Map<number, number>, connId: number, message: (id: number) => ToWorker) {
    const id = own.get(connId);
    if (id !== undefined) parts.post(message(id));
  }

  function handOver({ control, data }: ChannelPair): number {
    const connId = nextId++;
    try {
      parts.post({ kind: 'channels', connId, control, data }, [control, data] as unknown as Transferable[]);
    } catch {
      // This browser cannot transfer a data channel: it stays here, behind a port.
      const ports = { control: portFor(control), data: portFor(data) };
      parts.post({ kind: 'channels', connId, ...ports }, [ports.control, ports.data]);
    }
    return connId;
  }

  return {
    setCount(wanted: number) {
      if (wanted === count) return;
      count = wanted;
      links.setCount(count);
    },

    stats: (): Promise<LinkStats[]> => links.stats(),

    /** Drops all connections, which carry nothing any more though they claim to live, and makes new ones. */
    rebuild() {
      for (const id of ids.values()) parts.post({ kind: 'link-closed', connId: id });
      links.close();
      links = build();
      if (count !== 1) links.setCount(count);
    },

    close: () => links.close(),
  };
}
