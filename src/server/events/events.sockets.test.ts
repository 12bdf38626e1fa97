import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { EventDetail } from '../../shared/events/event.ts';
import type { PresenceChange } from '../../shared/events/events.sockets.ts';
import { newEventOf } from '../../testing/eventWorld.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { settled } from '../../testing/settled.ts';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';

// Real time, moved forward on top when a test need not wait.
const ahead = makeFakeClock(new Date().toISOString());
const bornAt = Date.now();
const clock = { now: () => new Date(ahead.now().getTime() + Date.now() - bornAt) };

let app: Awaited<ReturnType<typeof startApp>>;
let stopTimers: () => void;
const open: Socket[] = [];

beforeAll(async () => {
  app = await startApp({ clock });
  stopTimers = app.services.startTimers();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});
afterAll(async () => {
  stopTimers();
  await app.close();
});

// Machines are slow at times; each account costs a password hash.
vi.setConfig({ testTimeout: 60_000 });

interface Heard {
  name: string;
  payload: Record<string, unknown>;
}

async function signUp(username: string) {
  const browser = makeTestBrowser(app.app);
  const registration = { username, email: `${username}@example.org`, password: 'long enough' };
  const account = (await browser.mutate('accounts.register', registration)).data as { id: string };
  /** A tab of this browser; resolves once it hears announcements. */
  const tab = async () => {
    const heard: Heard[] = [];
    const socket = io(app.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: browser.cookieHeader() },
    });
    open.push(socket);
    socket.onAny((name: string, payload: Record<string, unknown>) => void heard.push({ name, payload }));
    await settled(() => expect(heard.map(({ name }) => name)).toContain('ready'));
    return { socket, heard, of: (name: string) => heard.filter((one) => one.name === name).map((one) => one.payload) };
  };
  return { ...browser, id: account.id, tab };
}

type Person = Awaited<ReturnType<typeof signUp>>;
async function eventOf(organiser: Person, ...others: Person[]): Promise<EventDetail> {
  const event = (await organiser.mutate('events.create', newEventOf())).data as EventDetail;
  for (const other of others) await other.mutate('events.join', { eventId: event.id });
  return event;
}
const isHere = async (viewer: Person, eventId: string, id: string) => {
  const page = (await viewer.query('events.attendees', { eventId })).data as {
    attendees: { id: string; isHere: boolean }[];
  };
  return page.attendees.find((one) => one.id === id)?.isHere;
};

it('a connection without a session is refused', async () => {
  const socket = io(app.url, { transports: ['websocket'], forceNew: true, reconnection: false });
  open.push(socket);
  const refusal = await new Promise<Error & { data?: { kind: string } }>((tell) => socket.on('connect_error', tell));
  expect(refusal.data?.kind).toBe('unauthenticated');
});

it('those at an event hear who joins and leaves; whoever left, and whoever never came, hears nothing', async () => {
  const [anna, ben, cleo, stranger] = [
    await signUp('anna1'),
    await signUp('ben1'),
    await signUp('cleo1'),
    await signUp('far1'),
  ];
  const event = await eventOf(anna, ben);
  const [annaTab, benTab, farTab] = [await anna.tab(), await ben.tab(), await stranger.tab()];

  await cleo.mutate('events.join', { eventId: event.id });
  const joined = { eventId: event.id, accountId: cleo.id, attending: true, participantsCount: 3 };
  await settled(() => {
    expect(annaTab.of('event:attendance-changed')).toEqual([joined]);
    expect(benTab.of('event:attendance-changed')).toEqual([joined]);
  });

  await ben.mutate('events.leave', { eventId: event.id });
  await settled(() => expect(benTab.of('event:attendance-changed')).toHaveLength(2));
  await cleo.mutate('events.leave', { eventId: event.id });
  await settled(() => expect(annaTab.of('event:attendance-changed')).toHaveLength(3));
  expect(benTab.of('event:attendance-changed')).toHaveLength(2);
  expect(farTab.of('event:attendance-changed')).toEqual([]);
});

it('joining while connected is enough to hear the event', async () => {
  const [anna, ben] = [await signUp('anna2'), await signUp('ben2')];
  const event = await eventOf(anna);
  const tabs = [await ben.tab(), await ben.tab()];
  await ben.mutate('events.joinByCode', { code: event.code });
  await anna.mutate('events.newCode', { eventId: event.id });
  for (const tab of tabs) {
    await settled(() => expect(tab.of('event:changed')).toEqual([{ eventId: event.id }]));
    expect(tab.of('event:attendance-changed')).toHaveLength(1);
  }
});

it('who comes and goes is seen by those at the event once for all tabs, and a reload does not flicker', async () => {
  const [anna, ben, stranger] = [await signUp('anna3'), await signUp('ben3'), await signUp('far3')];
  const event = await eventOf(anna, ben);
  const [annaTab, farTab] = [await anna.tab(), await stranger.tab()];
  const changes = () =>
    annaTab
      .of('presence:changed')
      .flatMap((told) => told.changes as PresenceChange[])
      .filter(({ accountId }) => accountId === ben.id);

  const [first, second] = [await ben.tab(), await ben.tab()];
  await settled(() => expect(changes()).toEqual([{ accountId: ben.id, isHere: true }]));
  expect(await isHere(anna, event.id, ben.id)).toBe(true);

  first.socket.disconnect();
  second.socket.disconnect();
  const reloaded = await ben.tab();
  ahead.move(6000);
  await app.services.presence.sweep();
  expect(await isHere(anna, event.id, ben.id)).toBe(true);

  // A crash: the connection is cut without a word.
  reloaded.socket.io.engine.close();
  await settled(async () => {
    ahead.move(6000);
    expect(await isHere(anna, event.id, ben.id)).toBe(false);
  });
  await settled(() => expect(changes()).toHaveLength(2));
  expect(changes()[1]).toEqual({ accountId: ben.id, isHere: false });
  expect(farTab.of('presence:changed')).toEqual([]);
});
