import { io } from 'socket.io-client';
import type { AnnouncementName, Announcements } from '../../../shared/core/announcements.ts';
import type { CommandName, Commands } from '../../../shared/core/commands.ts';
import type { Ack, WireError } from '../../../shared/core/errors.ts';
import type { DownloadId } from '../../../shared/core/ids.ts';
import { SHARE_NAMESPACE } from '../../../shared/transfers/shares/visitorAccess.ts';
import { RefusedError, toAppError } from '../../core/appError.ts';
import { moveSocket } from '../../core/moveSocket.ts';
import type { PeerSignalling } from '../engine/channelPair.ts';
import { asTransferId } from './asTransferId.ts';

/** A visitor's socket, for one download: there is no account behind it. */
export interface VisitorSocket {
  on<N extends AnnouncementName>(name: N, handler: (payload: Announcements[N]) => void): void;
  /** Runs after every (re)connect, when announcements flow again. */
  onReady(handler: () => void): void;
  /** The server does not know this download (any more), or not as one that is open. */
  onRefused(handler: () => void): void;
  signalling: PeerSignalling;
  close(): void;
}

const COMMAND_TIMEOUT_MS = 10_000;
const AGAIN_MS = 3000;
const UNREACHABLE = { code: 'client.unreachable', kind: 'unreachable' } as const;

export function openVisitorSocket(downloadId: DownloadId, token: string): VisitorSocket {
  const transferId = asTransferId(downloadId);
  const socket = io(SHARE_NAMESPACE, {
    transports: ['websocket', 'polling'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    timeout: 10_000,
    auth: { downloadId, token },
  });
  const presenceHandlers = new Set<(isPresent: boolean) => void>();
  const refusedHandlers = new Set<() => void>();
  let isPeerPresent = false;
  let isReady = false;
  let waitingCommands = 0;
  let joinAgain: ReturnType<typeof setTimeout> | undefined;
  let connectAgain: ReturnType<typeof setTimeout> | undefined;

  async function command<N extends CommandName>(name: N, input: Commands[N]['input']): Promise<Commands[N]['output']> {
    if (!isReady) throw new RefusedError(UNREACHABLE);
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

  function presenceIs(isPresent: boolean) {
    isPeerPresent = isPresent;
    for (const tell of presenceHandlers) tell(isPresent);
  }

  function connectLater() {
    clearTimeout(connectAgain);
    connectAgain = setTimeout(() => socket.connect(), AGAIN_MS);
  }

  async function join() {
    clearTimeout(joinAgain);
    try {
      presenceIs((await command('transfer:join', { transferId })).isPeerPresent);
    } catch (error) {
      // One that is not sent directly has nobody to meet; else it is asked again while it matters.
      if (isReady && toAppError(error).code !== 'shares.not_direct') joinAgain = setTimeout(join, AGAIN_MS);
    }
  }

  socket.on('ready', () => {
    isReady = true;
    void join();
  });
  socket.on('transfer:peer-presence', (news: Announcements['transfer:peer-presence']) => presenceIs(news.isPresent));
  socket.on('server:moving', ({ withinMs }: Announcements['server:moving']) => {
    moveSocket(
      socket,
      withinMs,
      () => waitingCommands > 0,
      () => {},
    );
  });
  socket.on('disconnect', (reason) => {
    isReady = false;
    presenceIs(false);
    if (reason === 'io server disconnect') connectLater();
  });
  socket.on('connect_error', (error) => {
    const refusal = (error as { data?: WireError }).data;
    if (!refusal) return;
    if (refusal.kind === 'unauthenticated' || refusal.kind === 'gone') for (const handle of refusedHandlers) handle();
    else connectLater();
  });
  const onOnline = () => !socket.connected && socket.connect();
  addEventListener('online', onOnline);

  const listen =
    <T>(name: string) =>
    (handler: (payload: T) => void) => {
      const hear = ({ transferId: _id, from: _from, ...rest }: T & { transferId: string; from: string }) =>
        handler(rest as T);
      socket.on(name, hear);
      return () => void socket.off(name, hear);
    };

  return {
    on: (name, handler) => void socket.on(name as string, handler as never),
    onReady: (handler) => void socket.on('ready', handler),
    onRefused: (handler) => void refusedHandlers.add(handler),
    signalling: {
      sendSignal: async (signal) => void (await command('peer:signal', { ...signal, transferId })),
      sendReset: async (reset) => void (await command('peer:reset', { ...reset, transferId })),
      onSignal: listen('peer:signal'),
      onReset: listen('peer:reset'),
      onPeerPresence(handler) {
        presenceHandlers.add(handler);
        handler(isPeerPresent);
        return () => presenceHandlers.delete(handler);
      },
    },
    close() {
      // What still waits for its answer must not go on by itself.
      isReady = false;
      clearTimeout(joinAgain);
      clearTimeout(connectAgain);
      removeEventListener('online', onOnline);
      refusedHandlers.clear();
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}
