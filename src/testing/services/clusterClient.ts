import { randomBytes } from 'node:crypto';
import { Agent } from 'node:https';
import { io, type Socket } from 'socket.io-client';
import type { Announcements } from '../../shared/core/announcements.ts';
import type { WireError } from '../../shared/core/errors.ts';
import { moveSocket } from '../../web/core/moveSocket.ts';
import { askHttps } from '../deployment/askHttps.ts';
import type { NginxServer } from './nginxServer.ts';

/** A browser of a cluster, as far as cookies, procedures and its socket go. */
export interface ClusterClient {
  /** Asks a procedure; asks again where the answer was that nobody is there, as the web app's outbox does. */
  call<T>(path: string, input: unknown): Promise<T>;
  query<T>(path: string, input: unknown): Promise<T>;
  /** How often it had to ask again. */
  retries(): number;
  openSocket(transport: 'websocket' | 'polling'): Socket;
}

export class RefusedByCluster extends Error {
  constructor(path: string, status: number, error?: WireError) {
    super(`${path}: ${status} ${error?.code ?? ''}`);
  }
}

export function makeClusterClient(nginx: NginxServer): ClusterClient {
  const agent = new Agent({ keepAlive: true, ca: nginx.certificate });
  // What nginx gives each browser with the first answer to a socket.
  const cookies = new Map([['node', randomBytes(16).toString('hex')]]);
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  let retries = 0;

  async function ask<T>(method: 'GET' | 'POST', path: string, input: unknown): Promise<T> {
    const json = JSON.stringify(input);
    const query = method === 'GET' ? `?input=${encodeURIComponent(json)}` : '';
    for (let attempt = 0; ; attempt += 1) {
      const answer = await askHttps(`${nginx.url}/trpc/${path}${query}`, {
        ...{ method, agent, ca: nginx.certificate },
        headers: { origin: nginx.url, cookie: cookieHeader(), 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: json } : {}),
      }).catch(() => null);
      for (const cookie of answer?.headers['set-cookie'] ?? []) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (name && value) cookies.set(name, value);
      }
      const isThere = answer !== null && answer.status < 502;
      if (isThere || attempt === 20) {
        const body = JSON.parse(answer?.body || '{}') as {
          result?: { data: T };
          error?: { data: { domain: WireError } };
        };
        if (!body.result) throw new RefusedByCluster(path, answer?.status ?? 0, body.error?.data?.domain);
        return body.result.data;
      }
      retries += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  return {
    call: (path, input) => ask('POST', path, input),
    query: (path, input) => ask('GET', path, input),
    retries: () => retries,
    openSocket(transport) {
      const socket = io(nginx.url, {
        transports: [transport],
        forceNew: true,
        reconnectionDelay: 500,
        ca: nginx.certificate,
        extraHeaders: { cookie: cookieHeader(), origin: nginx.url },
      } as never);
      socket.on('server:moving', ({ withinMs }: Announcements['server:moving']) =>
        moveSocket(
          socket,
          withinMs,
          () => false,
          () => {},
        ),
      );
      return socket;
    },
  };
}
