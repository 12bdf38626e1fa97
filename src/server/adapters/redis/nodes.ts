import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Server, ServerOptions } from 'socket.io';
import type { Log } from '../../core/ports.ts';
import type { ReadinessCheck } from '../../core/readiness.ts';
import type { ServedDoor } from '../../core/socketDoor.ts';
import type { RedisLink } from './redisLink.ts';

export interface NodeParts {
  io: Server;
  doors: ServedDoor[];
  /** Says again what the other nodes may have lost of what this one told them. */
  restoreLiveState(): Promise<void>;
}

/** What one node says to the others when it could not reach them for a while. */
const MISSED = 'announcements-missed';
/** Nodes come back within about so long of each other; before that, nobody should ask who is there. */
const SETTLE_MS = 1500;

/**
 * Joins the nodes that share a Redis: what is announced on one is heard on all, and what Redis lost is made good. It
 * repeats nothing, so after it was away every socket is looked at again, and asks for what came meanwhile.
 */
export function joinNodes(link: RedisLink, log: Log, settleMs = SETTLE_MS) {
  let hasMissed = false;
  let timer: NodeJS.Timeout | undefined;
  let admitting = Promise.resolve();

  const publisher = {
    spublish: (channel: string, message: string | Buffer) =>
      link
        .ask((redis) => redis.spublish(channel, message))
        .catch((error: unknown) => {
          // Socket.IO goes on with the sockets of this node.
          hasMissed = true;
          throw error;
        }),
  };
  const subscriber = {
    on: (event: 'smessageBuffer', handle: (channel: Buffer, message: Buffer) => void) =>
      link.listening.on(event, handle),
    // They fail only when the link is closed for good, and nobody else would catch that.
    ssubscribe: (channel: string) => link.listening.ssubscribe(channel).catch(() => {}),
    sunsubscribe: (channel: string) => link.listening.sunsubscribe(channel).catch(() => {}),
  };

  // One channel for each namespace, on which a node is from its start: a socket that was told that it is ready misses
  // nothing, which a channel for each topic could not promise, and a return needs no thousands of subscriptions.
  const socketAdapter: NonNullable<ServerOptions['adapter']> = createShardedAdapter(publisher, subscriber, {
    channelPrefix: link.key('sockets'),
    subscriptionMode: 'static',
  });

  function admitAllSoon(doors: ServedDoor[]): void {
    // Several nodes may say it at once, and they come back one by one: one round for all of them.
    clearTimeout(timer);
    timer = setTimeout(() => {
      const round = async () => {
        for (const door of doors) await door.admitAllAgain();
      };
      admitting = admitting.then(round).catch((error: unknown) => log.error({ err: error }, 'admitting again failed'));
    }, settleMs).unref();
  }

  return {
    socketAdapter,

    /** Without it people may still come: this node goes on with what it knows. */
    readinessCheck: {
      name: 'redis',
      check: () => link.ask((redis) => redis.ping()),
      isRequired: false,
    } satisfies ReadinessCheck,

    /** From now on this node makes good what was lost, whenever Redis comes back. */
    healOnReturn({ io, doors, restoreLiveState }: NodeParts): void {
      link.onBack(() => {
        restoreLiveState().catch((error: unknown) => log.error({ err: error }, 'restoring live state failed'));
        admitAllSoon(doors);
        // Others who did not lose Redis missed what this one had to say.
        if (hasMissed) io.serverSideEmit(MISSED);
        hasMissed = false;
      });
      io.on(MISSED, () => admitAllSoon(doors));
    },

    close: () => clearTimeout(timer),
  };
}
