import type { PeerReset, PeerSignal } from '../../../shared/transfers/transfers.sockets.ts';
import type {
  ChannelPair,
  LinkStats,
  PeerLinks,
  PeerLinksParts,
  PeerSignalling,
} from '../../../web/transfers/engine/channelPair.ts';
import { makePeerLinks } from '../../../web/transfers/engine/peerLinks.ts';
import { noIce } from '../noIce.ts';
import { makeHastyEnvironment } from './hastyEnvironment.ts';

/** What travels between the two pages through the driver. */
export type Envelope =
  | { kind: 'signal'; payload: Omit<PeerSignal, 'transferId'> }
  | { kind: 'reset'; payload: Omit<PeerReset, 'transferId'> };

export interface Snapshot {
  handed: number[];
  states: Record<number, RTCPeerConnectionState>;
  /** Connections whose two channels are open now. */
  open: number[];
  maxMessageSizes: Record<number, number>;
  unreachable: number;
}

export interface PeerLinksHarness {
  start(role: 'offering' | 'answering'): void;
  deliver(envelope: Envelope): void;
  presence(isPresent: boolean): void;
  setCount(count: number): void;
  snapshot(): Snapshot;
  stats(): Promise<LinkStats[]>;
  /** Sends a text over each open connection and resolves with the ids of those that brought it back. */
  echo(text: string): Promise<number[]>;
  /** Opens each new pair's channels in a worker instead, to see that they can still be transferred. */
  useWorker(): void;
  /** From now on the links' clock runs this many times as fast, for what only waiting brings about. */
  hasten(times: number): void;
  close(): void;
}

declare global {
  interface Window {
    harness: PeerLinksHarness;
    toDriver(envelope: Envelope): Promise<boolean>;
  }
}

const pairs = new Map<number, ChannelPair>();
const handed: number[] = [];
const states: Snapshot['states'] = {};
const maxMessageSizes: Snapshot['maxMessageSizes'] = {};
const handlers = {
  signal: (_: Omit<PeerSignal, 'transferId'>) => {},
  reset: (_: Omit<PeerReset, 'transferId'>) => {},
  presence: (_: boolean) => {},
};
let echoes: { connId: number; text: string }[] = [];
let isPresent = false;
let unreachable = 0;
let worker: Worker | null = null;
const openInWorker = new Set<number>();
let links: PeerLinks | null = null;
const environment = makeHastyEnvironment();

async function send(envelope: Envelope) {
  if (!(await window.toDriver(envelope))) throw new Error('not delivered');
}

function onChannels(pair: ChannelPair) {
  handed.push(pair.connId);
  if (worker) {
    const { connId, control, data } = pair;
    // TypeScript's list of transferables does not know data channels yet.
    worker.postMessage({ connId, control, data }, [control, data] as unknown as Transferable[]);
    return;
  }
  pairs.set(pair.connId, pair);
  pair.control.onmessage = ({ data }) => pair.control.send(`back ${data}`);
  pair.data.onmessage = ({ data }) => {
    if (String(data).startsWith('back ')) echoes.push({ connId: pair.connId, text: String(data).slice(5) });
    else pair.data.send(`back ${data}`);
  };
}

window.harness = {
  start(role) {
    const signalling: PeerSignalling = {
      sendSignal: (payload) => send({ kind: 'signal', payload }),
      sendReset: (payload) => send({ kind: 'reset', payload }),
      onSignal(handler) {
        handlers.signal = handler;
        return () => {};
      },
      onReset(handler) {
        handlers.reset = handler;
        return () => {};
      },
      onPeerPresence(handler) {
        handlers.presence = handler;
        handler(isPresent);
        return () => {};
      },
    };
    const parts: PeerLinksParts = {
      role,
      signalling,
      ice: noIce,
      onChannels,
      onMaxMessageSize: (connId, bytes) => {
        maxMessageSizes[connId] = bytes;
      },
      onLinkState: (connId, state) => {
        states[connId] = state;
      },
      onUnreachable: () => {
        unreachable += 1;
      },
    };
    links = makePeerLinks(parts, environment);
  },
  hasten: environment.hasten,
  deliver(envelope) {
    if (envelope.kind === 'signal') handlers.signal(envelope.payload);
    else handlers.reset(envelope.payload);
  },
  presence(value) {
    isPresent = value;
    handlers.presence(value);
  },
  setCount: (count) => links?.setCount(count),
  snapshot() {
    const isOpen = ({ control, data }: ChannelPair) => control.readyState === 'open' && data.readyState === 'open';
    const open = [...pairs.values()].filter(isOpen).map(({ connId }) => connId);
    return { handed, states, open: [...open, ...openInWorker], maxMessageSizes, unreachable };
  },
  stats: async () => (await links?.stats()) ?? [],
  async echo(text) {
    echoes = [];
    const open = window.harness.snapshot().open;
    for (const connId of open) pairs.get(connId)?.data.send(text);
    const isBack = () => open.every((connId) => echoes.some((echo) => echo.connId === connId && echo.text === text));
    await new Promise<void>((resolve, reject) => {
      const timer = setInterval(() => isBack() && finish(resolve), 20);
      const limit = setTimeout(() => finish(() => reject(new Error('no echo'))), 5000);
      const finish = (then: () => void) => {
        clearInterval(timer);
        clearTimeout(limit);
        then();
      };
    });
    return open;
  },
  useWorker() {
    const source = `onmessage = ({ data: { connId, control, data } }) => {
      const check = () => { if (control.readyState === 'open' && data.readyState === 'open') postMessage(connId); };
      control.onopen = check; data.onopen = check; check();
    };`;
    worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    worker.onmessage = ({ data }) => openInWorker.add(data);
  },
  close: () => links?.close(),
};
