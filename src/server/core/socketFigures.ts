import type { Namespace, Server } from 'socket.io';
import { SHARE_NAMESPACE } from '../../shared/transfers/shares/visitorAccess.ts';
import type { BrowserFamily } from './browserFamily.ts';
import type { Meters, Reading } from './meters.ts';

const kinds = ['account', 'event', 'conversation', 'share'] as const;

/** Who is connected to this process, counted when someone looks. */
export function watchSockets(io: Server, meters: Meters): void {
  const doors = [
    ['members', io.of('/')],
    ['visitors', io.of(SHARE_NAMESPACE)],
  ] as const;
  meters.watch('spotlight_sockets', () => doors.flatMap(([door, namespace]) => countSockets(door, namespace)));
  meters.watch('spotlight_people', () => [{ labels: {}, value: topicsOf(io.of('/'), 'account').length }]);
  meters.watch('spotlight_rooms', () =>
    kinds.map((kind) => ({
      labels: { kind },
      value: topicsOf(io.of(kind === 'share' ? SHARE_NAMESPACE : '/'), kind).length,
    })),
  );
}

function countSockets(door: 'members' | 'visitors', namespace: Namespace): Reading<'spotlight_sockets'>[] {
  const counts = new Map<BrowserFamily, number>();
  for (const { data } of namespace.sockets.values()) {
    const { browser } = (data as { connection: { browser: BrowserFamily } }).connection;
    counts.set(browser, (counts.get(browser) ?? 0) + 1);
  }
  return [...counts].map(([browser, value]) => ({ labels: { door, browser }, value }));
}

const topicsOf = (namespace: Namespace, kind: string) =>
  [...namespace.adapter.rooms.keys()].filter((topic) => topic.startsWith(`${kind}:`));
