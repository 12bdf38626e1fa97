import type { PeerRole } from '../../shared/transfers/control.ts';
import type { LinkRoute } from '../../web/transfers/engine/channelPair.ts';
import { sessionName } from '../../web/transfers/engine/sessionChannel.ts';
import type { SessionSnapshot } from '../../web/transfers/engine/sessionState.ts';
import type { Visitor } from '../journeys/support/people.ts';

/** A way that blocks take. */
export type Way = LinkRoute | 'relay';

/** One snapshot of a session as the product itself shows it to its other tabs. */
export interface Sample extends Pick<SessionSnapshot, 'state' | 'bytesDone' | 'duplicateBytes' | 'connections'> {
  atMs: number;
  /** Ways in use: peer connections that are up, and the relay while it carries. */
  ways: Way[];
}

/**
 * Writes down what the product says of a transfer, about five times a second, over reloads and new pages. It listens where
 * another tab of the same browser would.
 */
export async function keepJournal({ profile, page }: Visitor, role: PeerRole, transferId: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  await profile.context.exposeBinding('labHears', (_source, sample: Sample) => void samples.push(sample));
  const name = sessionName(role, transferId);
  await profile.context.addInitScript(listen, name);
  await page.evaluate(listen, name);
  return samples;
}

/** Runs in the page. */
function listen(name: string): void {
  const { labHears } = window as unknown as { labHears(sample: Sample): void };
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<{ kind: string; snapshot?: SessionSnapshot }>) => {
    // Before the engine has spoken a snapshot says 0 of what may be much.
    if (!data.snapshot?.isMeasured) return;
    const { state, bytesDone, duplicateBytes, connections, route, relay } = data.snapshot;
    const ways: Way[] = connections > 0 && route ? [route] : [];
    if (relay.isMoving) ways.push('relay');
    labHears({ atMs: Date.now(), state, bytesDone, duplicateBytes, connections, ways });
  };
  channel.postMessage({ kind: 'who' });
}
