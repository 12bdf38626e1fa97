import type { IceSetup } from '../../../shared/transfers/transfer.ts';
import type { ChannelPair, LinkStats } from './channelPair.ts';
import type { LinkEnvironment } from './linkEnvironment.ts';
import { makeLinkMeter } from './linkStats.ts';
import { type LinkSignal, makeNegotiation } from './negotiation.ts';
import type { SerialQueue } from './serialQueue.ts';
import { makeWatchdog } from './watchdog.ts';

export interface PeerLinkParts {
  connId: number;
  role: 'offering' | 'answering';
  ice: IceSetup;
  environment: LinkEnvironment;
  queue: SerialQueue;
  isPeerPresent(): boolean;
  send(signal: LinkSignal): void;
  /** Fresh TURN credentials before ICE is restarted. */
  freshIce(): Promise<IceSetup>;
  onChannels(pair: ChannelPair): void;
  onMaxMessageSize(bytes: number): void;
  onState(state: RTCPeerConnectionState): void;
  /** It will not come back: `stalled` never connected in its time, `ended` was closed by the other side. */
  onDead(reason: 'stalled' | 'ended'): void;
}

/** One peer connection with its two channels, its negotiation and its watchdog. */
export interface PeerLink {
  connId: number;
  hasConnected(): boolean;
  /** The other side has answered: there is a page over there that knows this connection. */
  isAnswered(): boolean;
  offer(): void;
  receive(signal: LinkSignal): Promise<void>;
  /** For the candidates that are gathered from now on. */
  useIce(ice: IceSetup): void;
  /** ICE restart; the answering side asks the other for it by an empty signal. */
  restart(): void;
  /** The peer is there again: keep what works, repair what does not. */
  peerReturned(): void;
  stats(): Promise<LinkStats>;
  close(): void;
}

/** Makes the connection with both its channels at once; the first offer waits for `offer`. When it is dead its maker closes it. */
export function makePeerLink(parts: PeerLinkParts): PeerLink {
  const { connId, role, environment, queue } = parts;
  const pc = createConnection(environment, parts.ice);
  // Negotiated on both sides and handed out in this very task: later they could not be transferred to a worker.
  const control = pc.createDataChannel('control', { negotiated: true, id: 0, ordered: true });
  const data = pc.createDataChannel('data', { negotiated: true, id: 1, ordered: true });
  parts.onChannels({ connId, control, data });

  let hasConnected = false;
  let hasBeenStable = false;
  let isClosed = false;
  /** The way it looks for is another since it made its offer, which is not answered yet. */
  let isToRestart = false;

  const negotiation = makeNegotiation({
    pc,
    isPolite: role === 'answering',
    send: (signal) => {
      if (!isClosed) parts.send(signal);
    },
    onStable,
    onNeeded: () => queueOffer(false),
  });
  const watchdog = makeWatchdog({
    environment,
    role,
    look: () => ({
      state: pc.connectionState,
      isStable: negotiation.isStable(),
      isPeerPresent: parts.isPeerPresent(),
    }),
    act(step) {
      if (step === 'resend') negotiation.resend();
      else if (step === 'restart') restart();
      else parts.onDead('stalled');
    },
  });

  pc.onconnectionstatechange = () => {
    if (isClosed) return;
    hasConnected ||= pc.connectionState === 'connected';
    parts.onState(pc.connectionState);
    watchdog.check();
  };

  function onStable() {
    if (isClosed) return;
    if (isToRestart) {
      isToRestart = false;
      restart();
    }
    if (hasBeenStable) return watchdog.check();
    hasBeenStable = true;
    if (pc.sctp) {
      parts.onMaxMessageSize(pc.sctp.maxMessageSize);
      watchForEnd(pc.sctp.transport);
    }
    watchdog.startOver();
  }

  /** A page that reloads or closes ends DTLS at once, while ICE would go on saying `connected` for seconds. */
  function watchForEnd(transport: RTCDtlsTransport) {
    transport.addEventListener('statechange', () => {
      if (!isClosed && transport.state === 'closed') parts.onDead('ended');
    });
  }

  function queueOffer(isRestart: boolean) {
    queue.run(async () => {
      if (isClosed) return;
      const ice = isRestart ? await parts.freshIce() : null;
      if (isClosed) return;
      if (ice) useIce(pc, ice);
      await negotiation.offer(isRestart);
      watchdog.offered();
    });
  }

  function restart() {
    if (isClosed) return;
    if (role === 'answering') parts.send({ gen: 0 });
    else if (negotiation.isStable()) queueOffer(true);
    else negotiation.resend();
  }

  // An offer that cannot be applied never reaches stable: such a connection must end by the clock.
  watchdog.check();

  return {
    connId,
    hasConnected: () => hasConnected,
    isAnswered: () => hasBeenStable,
    offer: () => queueOffer(false),
    receive: (signal) => (isClosed ? Promise.resolve() : negotiation.receive(signal)),
    useIce(ice) {
      const isOtherPolicy = pc.getConfiguration().iceTransportPolicy !== ice.transportPolicy;
      useIce(pc, ice);
      // What it has gathered is too little, or shows too much: only a restart gathers by the new policy.
      if (!isOtherPolicy) return;
      if (role === 'offering' && !negotiation.isStable()) isToRestart = true;
      else restart();
    },
    restart() {
      restart();
      watchdog.startOver();
    },
    peerReturned() {
      if (!negotiation.isStable()) negotiation.resend();
      else if (pc.connectionState === 'disconnected' || pc.connectionState === 'failed') restart();
      // Asks whether the page over there still knows this connection; another one answers with a reset.
      else if (role === 'offering') parts.send({ gen: 0 });
      watchdog.startOver();
    },
    stats: makeLinkMeter(connId, pc),
    close() {
      if (isClosed) return;
      isClosed = true;
      watchdog.close();
      pc.close();
      negotiation.close();
      // close() itself fires no event.
      parts.onState('closed');
    },
  };
}

/** A server address that the browser refuses costs the way through that server, never the direct one. */
function createConnection(environment: LinkEnvironment, ice: IceSetup): RTCPeerConnection {
  const iceTransportPolicy = ice.transportPolicy;
  try {
    return environment.createConnection({ iceServers: ice.iceServers, iceTransportPolicy });
  } catch {
    return environment.createConnection({ iceTransportPolicy });
  }
}

function useIce(pc: RTCPeerConnection, { iceServers, transportPolicy }: IceSetup) {
  try {
    pc.setConfiguration({ ...pc.getConfiguration(), iceServers, iceTransportPolicy: transportPolicy });
  } catch {
    // Closed meanwhile, or a server that this browser refuses: those known so far stay in use.
  }
}
