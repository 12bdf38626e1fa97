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
  readonly error: WireError | undefined;

  constructor(path: string, status: number, error?: WireError) {
    super(`${path}: ${status} ${error?.code ?? ''}`);
    this.error = error;
  }
}

/** As long as the web app waits for an answer. */
const PATIENCE_MS = 30_000;

export function makeClusterClient(nginx: NginxServer): ClusterClient {
  const agent = new Agent({ keepAlive: true, ca: nginx.certificate });
  // What nginx gives each browser with the first answer to a socket.
  const cookies = new Map([['node', randomBytes(16).toString('hex')]]);
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  let retries = 0;

  let refreshing: Promise<void> | undefined;
  /** A new access token, as the web app gets one when a request meets one that has ended. */
  function refresh(): Promise<void> {
    refreshing ??= ask<unknown>('POST', 'accounts.refresh', {}).then(
      () => {},
      () => {},
    );
    return refreshing.finally(() => {
      refreshing = undefined;
    });
  }

  async function ask<T>(method: 'GET' | 'POST', path: string, input: unknown, isFresh = false): Promise<T> {
    const json = JSON.stringify(input);
    const query = method === 'GET' ? `?input=${encodeURIComponent(json)}` : '';
    for (let attempt = 0; ; attempt += 1) {
      const answer = await askHttps(`${nginx.url}/trpc/${path}${query}`, {
        ...{ method, agent, ca: nginx.certificate, patienceMs: PATIENCE_MS },
        headers: { origin: nginx.url, cookie: cookieHeader(), 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: json } : {}),
      }).catch(() => null);
      for (const cookie of answer?.headers['set-cookie'] ?? []) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (name && value) cookies.set(name, value);
      }
      const isThere = answer !== null && answer.status < 502;
      if (!isThere && attempt === 20) throw new RefusedByCluster(path, answer?.status ?? 0);
      if (isThere) {
        const body = JSON.parse(answer.body) as { result?: { data: T }; error?: { data: { domain: WireError } } };
        if (body.result) return body.result.data;
        const refusal = body.error?.data?.domain;
        const isStale = refusal?.kind === 'unauthenticated' && !path.startsWith('accounts.');
        if (!isStale || isFresh) throw new RefusedByCluster(path, answer.status, refusal);
        await refresh();
        return ask(method, path, input, true);
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
      socket.io.on('reconnect_attempt', () => {
        socket.io.opts.extraHeaders = { cookie: cookieHeader(), origin: nginx.url };
      });
      socket.on('disconnect', (reason) => {
        if (reason === 'io server disconnect') setTimeout(connectAnew, 500);
      });
      socket.on('connect_error', (error) => {
        const refusal = (error as { data?: WireError }).data;
        if (refusal?.kind === 'unauthenticated') void refresh().then(connectAnew);
        else if (refusal) setTimeout(connectAnew, 2000);
      });
      const connectAnew = () => {
        socket.io.opts.extraHeaders = { cookie: cookieHeader(), origin: nginx.url };
        socket.connect();
      };
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
