import type { PeerSignal } from '../../../shared/transfers/transfers.sockets.ts';

/** A signal within one connection. */
export type LinkSignal = Pick<PeerSignal, 'gen' | 'description' | 'candidate'>;

export interface NegotiationParts {
  pc: RTCPeerConnection;
  isPolite: boolean;
  send(signal: LinkSignal): void;
  /** An answer was applied or given: both sides agree. */
  onStable(): void;
  /** The browser wants to renegotiate: `offer` should be called from the queue. */
  onNeeded(): void;
}

/** Offers, answers and candidates of one peer connection. All methods are called from one queue, one at a time. */
export interface Negotiation {
  isStable(): boolean;
  offer(isRestart: boolean): Promise<void>;
  receive(signal: LinkSignal): Promise<void>;
  /** Sends the last description and its candidates again: they may have been lost. */
  resend(): void;
  /** Its connection is closed: what is under way ends here. */
  close(): void;
}

const maxQueuedCandidates = 200;

/**
 * Perfect negotiation (RFC 8829, and the example in section 10.7 of the W3C text). `makingOffer` is not needed: the queue
 * never lets a remote description in while an offer is being made. The first offer always comes from the impolite side.
 */
export function makeNegotiation({ pc, isPolite, send, onStable, onNeeded }: NegotiationParts): Negotiation {
  let gen = 0;
  /** Generation of the remote description in force: candidates belong to it, wait for it, or are stale. */
  let remoteGen = -1;
  let answeredSdp: string | null = null;
  let sent: LinkSignal['description'] | null = null;
  let isNeeded = false;
  let gathered: NonNullable<PeerSignal['candidate']>[] = [];
  let waiting: LinkSignal[] = [];
  let endAll = (_reason: Error) => {};
  const ended = new Promise<never>((_, reject) => {
    endAll = reject;
  });
  ended.catch(() => {});

  /** What is asked of a connection that is closed meanwhile never settles (W3C WebRTC 4.4.1.2): the queue must not wait for it. */
  const whileOpen = <T>(operation: Promise<T>): Promise<T> => Promise.race([operation, ended]);

  pc.onicecandidate = ({ candidate }) => {
    // '' ends one generation's list and comes before null; null alone is passed on (RFC 8838 section 13).
    if (candidate?.candidate === '') return;
    const found = candidate ? candidate.toJSON() : null;
    if (found?.candidate) gathered.push({ ...found, candidate: found.candidate });
    send({ gen, candidate: found ? { ...found, candidate: found.candidate ?? '' } : null });
  };
  pc.onnegotiationneeded = () => {
    // Making the channels fires this too: before the first stable the rule about who offers first decides.
    if (!sent) return;
    isNeeded = true;
    onNeeded();
  };

  function publish() {
    const description = pc.localDescription;
    if (!description) return;
    sent = { type: description.type, sdp: description.sdp };
    send({ gen, description: sent });
  }

  function resend() {
    if (!sent) return;
    send({ gen, description: sent });
    for (const candidate of gathered) send({ gen, candidate });
    if (pc.iceGatheringState === 'complete') send({ gen, candidate: null });
  }

  async function addCandidate(candidate: LinkSignal['candidate']) {
    // Refused are candidates of an offer that was rolled back or ignored, and names that cannot be resolved:
    // none of them says anything about the others.
    await whileOpen(pc.addIceCandidate(candidate)).catch(() => {});
  }

  async function applyRemote(description: RTCSessionDescriptionInit, signalGen: number) {
    await whileOpen(pc.setRemoteDescription(description));
    remoteGen = signalGen;
    const due = waiting.filter((signal) => signal.gen === remoteGen);
    waiting = waiting.filter((signal) => signal.gen > remoteGen);
    for (const signal of due) await addCandidate(signal.candidate);
  }

  async function receiveOffer(description: RTCSessionDescriptionInit, signalGen: number) {
    // Sent again because our answer was lost.
    if (description.sdp === answeredSdp) return resend();
    if (signalGen < gen) return;
    const isGlare = pc.signalingState !== 'stable';
    if (isGlare && !isPolite) return;
    await applyRemote(description, signalGen);
    if (signalGen > gen) gathered = [];
    gen = signalGen;
    await whileOpen(pc.setLocalDescription());
    answeredSdp = description.sdp ?? null;
    publish();
    onStable();
  }

  return {
    isStable: () => pc.signalingState === 'stable' && remoteGen >= 0,
    resend,
    close: () => endAll(new Error('The connection was closed.')),

    async offer(isRestart) {
      if (pc.signalingState !== 'stable') return;
      if (!isRestart && sent && !isNeeded) return;
      isNeeded = false;
      if (isRestart) {
        gen += 1;
        gathered = [];
        pc.restartIce();
      }
      await whileOpen(pc.setLocalDescription());
      publish();
    },

    async receive({ gen: signalGen, description, candidate }) {
      if (description?.type === 'offer') await receiveOffer(description, signalGen);
      // A second answer to an offer that was sent twice finds us stable.
      const isAwaited = description?.type === 'answer' && pc.signalingState === 'have-local-offer' && signalGen === gen;
      if (isAwaited) {
        await applyRemote(description, signalGen);
        onStable();
      }
      if (candidate === undefined || signalGen < remoteGen) return;
      if (signalGen === remoteGen) await addCandidate(candidate);
      else if (waiting.length < maxQueuedCandidates) waiting.push({ gen: signalGen, candidate });
    },
  };
}
