import type { Socket } from 'socket.io-client';
import { pollUntil } from '../journeys/support/poll.ts';
import { makeClusterClient } from '../services/clusterClient.ts';
import type { Stage } from './stage.ts';

const ACCOUNTS = 20;
const AT_ONCE = 50;
const BACK_WITHIN_MS = 120_000;

/** That many sockets lose their way at the same moment, and all look for it again as browsers do. */
export const stormOf =
  (count: number) =>
  async ({ cluster: { nginx } }: Stage): Promise<number> => {
    const sockets: Socket[] = [];
    const isReady = new Set<Socket>();
    const areReady = (wanted: number) => () => isReady.size >= wanted;
    const wait = { timeoutMs: BACK_WITHIN_MS, failure: () => `${isReady.size} of ${count} sockets are ready` };
    try {
      for (let account = 0; account < ACCOUNTS; account += 1) {
        const client = makeClusterClient(nginx);
        const username = `crowd${account}`;
        await client.call('accounts.register', {
          username,
          email: `${username}@chaos.example`,
          password: 'long enough',
        });
        while (sockets.length < ((account + 1) * count) / ACCOUNTS) {
          const socket = client.openSocket('websocket');
          socket.on('ready', () => isReady.add(socket));
          socket.on('disconnect', () => isReady.delete(socket));
          sockets.push(socket);
          if (sockets.length % AT_ONCE === 0) await pollUntil(areReady(sockets.length), wait);
        }
      }
      await nginx.kill();
      await pollUntil(() => isReady.size === 0, wait);
      await nginx.start();
      const struckAtMs = Date.now();
      await pollUntil(areReady(count), wait);
      console.log(`all ${count} sockets were back after ${((Date.now() - struckAtMs) / 1000).toFixed(1)} s`);
      return struckAtMs;
    } finally {
      for (const socket of sockets) socket.disconnect();
    }
  };
