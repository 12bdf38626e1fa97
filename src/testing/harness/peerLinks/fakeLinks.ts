import type { PeerReset, PeerSignal } from '../../../shared/transfers/transfers.sockets.ts';
import { makePeerLinks } from '../../../web/transfers/engine/peerLinks.ts';
import { noIce } from '../noIce.ts';
import { FakeConnection } from './fakeConnection.ts';

type Signal = Omit<PeerSignal, 'transferId'>;
type Reset = Omit<PeerReset, 'transferId'>;

/** One side of a pair whose browser, clock, network and other side are all played by the test. */
export function makeFakeLinks(role: 'offering' | 'answering', ice = noIce) {
  const connections: FakeConnection[] = [];
  const sent: (Signal | Reset)[] = [];
  const timers = new Set<{ at: number; callback: () => void }>();
  const told = { handed: [] as number[], unreachable: 0, states: [] as string[] };
  let now = 0;
  let hearSignal = (_: Signal) => {};
  let hearReset = (_: Reset) => {};
  let hearPresence = (_: boolean) => {};
  let changeNetwork = () => {};

  const links = makePeerLinks(
    {
      role,
      signalling: {
        sendSignal: async (signal) => void sent.push(signal),
        sendReset: async (reset) => void sent.push(reset),
        onSignal(handler) {
          hearSignal = handler;
          return () => {};
        },
        onReset(handler) {
          hearReset = handler;
          return () => {};
        },
        onPeerPresence(handler) {
          hearPresence = handler;
          handler(false);
          return () => {};
        },
      },
      ice,
      onChannels: ({ connId }) => void told.handed.push(connId),
      onMaxMessageSize() {},
      onLinkState: (connId, state) => void told.states.push(`${connId} ${state}`),
      onUnreachable: () => {
        told.unreachable += 1;
      },
    },
    {
      createConnection(configuration) {
        const connection = new FakeConnection(`${role} ${connections.length}`, configuration);
        connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
      now: () => now,
      setTimer(callback, ms) {
        const timer = { at: now + ms, callback };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      onNetworkChange(handler) {
        changeNetwork = handler;
        return () => {};
      },
      randomId: () => `epoch of ${role}`,
    },
  );

  /** Lets every queued task run. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  return {
    links,
    connections,
    sent,
    told,
    settle,
    /** Runs the timers of the time that passes, each at its own moment. */
    async pass(ms: number) {
      const until = now + ms;
      for (;;) {
        const next = [...timers].sort((a, b) => a.at - b.at)[0];
        if (!next || next.at > until) break;
        now = Math.max(now, next.at);
        timers.delete(next);
        next.callback();
        await settle();
      }
      now = until;
    },
    async signal(signal: Signal) {
      hearSignal(signal);
      await settle();
    },
    async reset(reset: Reset) {
      hearReset(reset);
      await settle();
    },
    async presence(isPresent: boolean) {
      hearPresence(isPresent);
      await settle();
    },
    async networkChanges() {
      changeNetwork();
      await settle();
    },
    /** The descriptions that went out, in short. */
    descriptions: () =>
      sent.flatMap((it) => ('gen' in it && it.description ? [`${it.connId}/${it.gen} ${it.description.type}`] : [])),
    resets: () => sent.flatMap((it) => ('gen' in it ? [] : [`${it.connId} ${it.epoch}`])),
  };
}
