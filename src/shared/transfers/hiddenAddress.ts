import type { PeerSignal } from './transfers.sockets.ts';

const hiddenRelated = 'raddr 0.0.0.0 rport 0';

/**
 * What may be passed on of a signal from someone who hides their address: relayed candidates only, also inside a
 * description, and no address beside them. null: nothing of it.
 */
export function withoutAddress(signal: PeerSignal): PeerSignal | null {
  const { description, candidate, ...rest } = signal;
  const shown: PeerSignal = { ...rest };
  if (description) shown.description = { ...description, sdp: sdpWithoutAddress(description.sdp) };
  if (candidate !== undefined && isShowable(candidate)) {
    shown.candidate = candidate && { ...candidate, candidate: withoutRelated(candidate.candidate) };
  }
  const saidSomething = description !== undefined || candidate !== undefined;
  const saysSomething = shown.description !== undefined || shown.candidate !== undefined;
  // A signal that carries nothing is a question of its own, and must not come of one that was emptied.
  return saysSomething || !saidSomething ? shown : null;
}

function isShowable(candidate: PeerSignal['candidate']): boolean {
  // null and '' end a list of candidates.
  return !candidate?.candidate || isRelayed(candidate.candidate);
}

/** RFC 8839 section 5.1: foundation, component, transport, priority, address, port, then `typ` and its value. */
function isRelayed(candidate: string): boolean {
  return /^(a=)?candidate:(\S+ ){6}typ relay( |$)/i.test(candidate);
}

/** Some browsers name the address behind the relay even when told to show none but the relay's. */
function withoutRelated(candidate: string): string {
  return candidate.replace(/\braddr \S+ rport \S+/gi, hiddenRelated);
}

function sdpWithoutAddress(sdp: string): string {
  return sdp
    .split(/\r\n|\r|\n/)
    .filter((line) => !/^a=candidate:/i.test(line) || isRelayed(line))
    .map((line) => withoutRelated(line).replace(/\bIN IP[46] \S+/gi, 'IN IP4 0.0.0.0'))
    .join('\r\n');
}
