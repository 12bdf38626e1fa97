import type { Socket } from 'socket.io-client';
import { createSignal } from 'solid-js';
import type { AnnouncementName, Announcements } from '../../shared/core/announcements.ts';
import type { CommandName, Commands } from '../../shared/core/commands.ts';
import type { Ack, WireError } from '../../shared/core/errors.ts';
import type { DeviceId } from '../../shared/core/ids.ts';
import { onSessionEnded, refreshSession } from './api.ts';
import { RefusedError } from './appError.ts';
import { moveSocket } from './moveSocket.ts';
import { retryDelayMs } from './retrying.ts';

/** The page's one socket. Handlers may be registered before it exists; they live across reconnects. */

/** `ready` means: announcements arrive from now on, so what came before must be asked for. */
export type SocketState = 'closed' | 'connecting' | 'ready';

const COMMAND_TIMEOUT_MS = 10_000;
const UNREACHABLE = { code: 'client.unreachable', kind: 'unreachable' } as const;

const [socketState, setSocketState] = createSignal<SocketState>('closed');

export { socketState };

type Handler = (payload: never) => void;
const announcementHandlers = new Map<string, Set<Handler>>();
const readyHandlers = new Set<() => void>();
let socket: Socket | null = null;
let opening: Promise<void> | null = null;
let closings = 0;
let deviceId: DeviceId | null = null;
/** As which the socket has introduced this browser. */
let introducedAs: DeviceId | null = null;
// On the way from a node that ends to another: commands wait for it, and nobody needs to see it.
let isMoving = false;
let waitingCommands = 0;
/** So often has the server not known who this is, since it last did. */
let refusals = 0;

/** Hears an announcement until the returned function is called. */
export function onAnnouncement<N extends AnnouncementName>(
  name: N,
  handler: (payload: Announcements[N]) => void,
): () => void {
  const handlers = announcementHandlers.get(name) ?? new Set();
  announcementHandlers.set(name, handlers.add(handler as Handler));
  return () => handlers.delete(handler as Handler);
}

/** Runs after every (re)connect, when announcements flow again; at once if they already do. */
export function onReady(handler: () => void): () => void {
  readyHandlers.add(handler);
  if (socketState() === 'ready') handler();
  return () => readyHandlers.delete(handler);
}

/** Sends a command and waits for its acknowledgement; throws RefusedError if refused or unreachable. */
export async function sendCommand<N extends CommandName>(
  name: N,
  input: Commands[N]['input'],
): Promise<Commands[N]['output']> {
  if (!socket || socketState() !== 'ready') throw new RefusedError(UNREACHABLE);
  waitingCommands += 1;
  const answer = await (socket.timeout(COMMAND_TIMEOUT_MS).emitWithAck(name, input) as Promise<Ack<unknown>>)
    .catch(() => {
      throw new RefusedError(UNREACHABLE);
    })
    .finally(() => {
      waitingCommands -= 1;
    });
  if (!answer.ok) throw new RefusedError(answer.error);
  return answer.data as Commands[N]['output'];
}

/** Names this browser's registered device, so that the other side of a transfer can reach it. */
export function useDevice(id: DeviceId | null): void {
  if (deviceId === id) return;
  deviceId = id;
  if (socket?.connected) socket.disconnect().connect();
}

/** Opens the socket and keeps it open until `closeSocket`. */
export function openSocket(): Promise<void> {
  opening ??= open();
  return opening;
}

async function open(): Promise<void> {
  const mine = closings;
  const isWanted = () => closings === mine;
  setSocketState('connecting');
  const io = await bringClient(isWanted);
  if (!io || !isWanted()) return;
  socket = io({
    transports: ['websocket', 'polling'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    timeout: 10_000,
    auth: (tell) => {
      introducedAs = deviceId;
      tell({ deviceId });
    },
  });
  listen(socket);
}

/** The part of the app that knows sockets, which a bad network may lose: asked for until it is there, or not wanted any more. */
async function bringClient(isWanted: () => boolean) {
  for (let failures = 0; isWanted(); failures += 1) {
    const io = await import('socket.io-client').then((client) => client.io).catch(() => null);
    if (io) return io;
    await new Promise((go) => setTimeout(go, retryDelayMs(failures, UNREACHABLE)));
  }
  return null;
}

export function closeSocket(): void {
  socket?.disconnect();
  socket = null;
  opening = null;
  closings += 1;
  refusals = 0;
  setSocketState('closed');
}

onSessionEnded(closeSocket);

function listen(on: Socket): void {
  // The device may have got its name after the socket had introduced itself without one.
  on.on('connect', () => {
    if (on === socket && introducedAs !== deviceId) on.disconnect().connect();
  });
  on.on('ready', () => {
    isMoving = false;
    refusals = 0;
    setSocketState('ready');
    for (const handle of readyHandlers) handle();
  });
  on.on('disconnect', (reason) => {
    if (on !== socket) return;
    if (isMoving && reason === 'io client disconnect') return;
    isMoving = false;
    setSocketState('connecting');
    // The server cut this socket: the session ended or the node is going. Coming back tells which.
    if (reason === 'io server disconnect') setTimeout(() => on === socket && on.connect(), 500);
  });
  on.on('server:moving', ({ withinMs }: Announcements['server:moving']) => {
    const noteMoving = () => {
      isMoving = on === socket;
    };
    moveSocket(on, withinMs, () => waitingCommands > 0, noteMoving);
  });
  on.on('connect_error', (error) => {
    if (on === socket && isMoving) {
      isMoving = false;
      setSocketState('connecting');
    }
    const refusal = (error as { data?: WireError }).data;
    if (on === socket && refusal?.kind === 'unauthenticated') void renewAndReconnect(on, refusal);
    else if (on === socket && refusal) setTimeout(() => on === socket && on.connect(), 5000);
  });
  on.onAny((name: string, payload: unknown) => {
    for (const handle of announcementHandlers.get(name) ?? []) handle(payload as never);
  });
  // Added once, however often the socket is opened.
  addEventListener('online', connectNow);
}

/** A phone that wakes, or a network that returns, need not wait for the next attempt. */
function connectNow(): void {
  if (socket && !socket.connected) socket.connect();
}

async function renewAndReconnect(on: Socket, refusal: WireError): Promise<void> {
  refusals += 1;
  const isAlive = await refreshSession().catch(() => null);
  // Where the session is over, the socket is closed by now.
  if (on !== socket) return;
  // Refused again right after it was renewed, more of the same would only spend what the venue may ask for.
  const renewedMs = refusals === 1 ? 0 : retryDelayMs(refusals - 2, refusal);
  setTimeout(() => on === socket && on.connect(), isAlive ? renewedMs : 3000);
}
