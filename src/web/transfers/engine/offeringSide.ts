import {
  linkTimes,
  maxRebuilds,
  networkRestartDelayMs,
  unreachableAfter,
} from '../../../shared/transfers/linkPolicy.ts';
import { buildLink, helloPrefix, type LinkSide, type LinkSideParts } from './linkSide.ts';
import type { PeerLink } from './peerLink.ts';

interface OwnLink {
  link: PeerLink;
  /** How often in a row its place was built anew without ever connecting. */
  rebuilds: number;
  /** Which page of the other device answered it. */
  answeredBy: string | null;
  /** When the network or the other side last made it restart. */
  restartedAt: number | null;
}

/** The impolite side: decides how many connections there are, makes every first offer and every restart. */
export function makeOfferingSide(parts: LinkSideParts): LinkSide {
  const { environment } = parts;
  const epoch = environment.randomId();
  const links = new Map<number, OwnLink>();
  let wanted = 1;
  let nextConnId = 0;
  let peerPage: string | null = null;
  let isUnreachable = false;
  let isClosed = false;
  let lastRestartAt: number | null = null;
  let cancelRestart = () => {};
  let cancelRetry = () => {};

  function drop(own: OwnLink) {
    links.delete(own.link.connId);
    own.link.close();
  }

  function dismiss(own: OwnLink) {
    parts.sendReset({ connId: own.link.connId, epoch });
    drop(own);
  }

  /** Builds what is missing. After giving up only a sign that something changed leads here. */
  function fill(rebuilds = 0) {
    for (let missing = wanted - links.size; missing > 0; missing -= 1) queueBuild(rebuilds);
  }

  function queueBuild(rebuilds: number) {
    parts.queue.run(async () => {
      if (!parts.isPeerPresent() || links.size >= wanted) return;
      const ice = await parts.freshIce();
      if (isClosed || links.size >= wanted) return;
      const link = buildLink({ ...parts, onLinkState }, { connId: nextConnId++, epoch, ice }, onDead);
      links.set(link.connId, { link, rebuilds, answeredBy: null, restartedAt: null });
      link.offer();
    });
  }

  function onLinkState(connId: number, state: RTCPeerConnectionState) {
    if (state === 'connected') isUnreachable = false;
    parts.onLinkState(connId, state);
  }

  function onDead(link: PeerLink, reason: 'stalled' | 'ended') {
    const own = links.get(link.connId);
    if (own?.link === link) replace(own, reason === 'stalled');
  }

  function replace(own: OwnLink, tellPeer: boolean) {
    if (tellPeer) dismiss(own);
    else drop(own);
    const rebuilds = own.link.hasConnected() ? 0 : own.rebuilds + 1;
    const isAnyUp = [...links.values()].some(({ link }) => link.hasConnected());
    if (rebuilds >= unreachableAfter && !isUnreachable && !isAnyUp) {
      isUnreachable = true;
      parts.onUnreachable();
    }
    if (rebuilds <= maxRebuilds) return queueBuild(rebuilds);
    cancelRetry();
    cancelRetry = environment.setTimer(() => fill(maxRebuilds), linkTimes.retryMs);
  }

  /** A page of the other device says that it is there: what an earlier page answered is dead. */
  function meet(page: string) {
    if (page === peerPage) return;
    peerPage = page;
    for (const own of [...links.values()]) {
      if (!own.link.isAnswered()) own.link.peerReturned();
      else if (own.answeredBy !== page) drop(own);
    }
    fill();
  }

  function restart(own: OwnLink) {
    own.restartedAt = environment.now();
    own.link.restart();
  }

  function restartAll() {
    lastRestartAt = environment.now();
    for (const own of links.values()) restart(own);
  }

  /** The other side may ask often; what does not help is repeated by the watchdog. */
  function restartAsAsked(own: OwnLink) {
    const since = own.restartedAt === null ? null : environment.now() - own.restartedAt;
    if (networkRestartDelayMs(since) === 0) restart(own);
  }

  return {
    links: () => [...links.values()].map(({ link }) => link),

    setCount(count) {
      wanted = Math.max(0, count);
      // Those that carry nothing go first, then the youngest.
      const byWorth = [...links.values()].sort(
        (a, b) => Number(b.link.hasConnected()) - Number(a.link.hasConnected()) || a.link.connId - b.link.connId,
      );
      for (const surplus of byWorth.slice(wanted)) dismiss(surplus);
      fill();
    },

    async receive(signal) {
      if (signal.epoch !== epoch) return;
      const own = links.get(signal.connId);
      if (!own) return parts.sendReset({ connId: signal.connId, epoch });
      // Neither description nor candidate: the other side asks for a restart, which only this side makes.
      if (!signal.description && signal.candidate === undefined) return restartAsAsked(own);
      if (signal.description?.type === 'answer') own.answeredBy ??= peerPage;
      await own.link.receive(signal);
    },

    receiveReset(reset) {
      if (reset.epoch.startsWith(helloPrefix)) return meet(reset.epoch);
      const own = reset.epoch === epoch ? links.get(reset.connId) : undefined;
      if (own) replace(own, false);
    },

    peerReturned() {
      for (const { link } of links.values()) link.peerReturned();
      fill();
    },

    networkChanged() {
      cancelRestart();
      const since = lastRestartAt === null ? null : environment.now() - lastRestartAt;
      const delayMs = networkRestartDelayMs(since);
      if (delayMs === 0) restartAll();
      else cancelRestart = environment.setTimer(restartAll, delayMs);
      fill();
    },

    close() {
      isClosed = true;
      cancelRestart();
      cancelRetry();
      for (const own of [...links.values()]) dismiss(own);
    },
  };
}
