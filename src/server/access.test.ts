import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandName } from '../shared/core/commands.ts';
import type { Ack, ErrorCode, WireError } from '../shared/core/errors.ts';
import { SHARE_NAMESPACE } from '../shared/transfers/shares/visitorAccess.ts';
import { type AccessWorld, type Caller, openAccessWorld } from '../testing/access/accessWorld.ts';
import { memberCommandRows, visitorCommandRows } from '../testing/access/commands.ts';
import { type Outcome, type Outcomes, type Role, roles } from '../testing/access/outcomes.ts';
import { procedureRows } from '../testing/access/procedures.ts';
import { requestRows } from '../testing/access/requests.ts';
import { createRouter } from './router.ts';
import { registerSockets } from './sockets.ts';
import type { ProcedureMeta } from './trpc.ts';

interface Procedure {
  _def: { type: 'query' | 'mutation' | 'subscription'; meta?: ProcedureMeta };
}

let world: AccessWorld;
let procedures: Record<string, Procedure>;
beforeAll(async () => {
  const webFolder = mkdtempSync(join(tmpdir(), 'web-'));
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html>');
  world = await openAccessWorld(webFolder);
  procedures = createRouter(world.services)._def.procedures as unknown as Record<string, Procedure>;
}, 300_000);
beforeEach(() => world.clear());
afterAll(() => world.server.close());

/** Lets everyone try one after another. */
async function tryAll(
  attempt: (by: Caller) => Promise<Outcome>,
  callerOf: (role: Role) => Promise<Caller>,
): Promise<Outcomes> {
  const met: [string, Outcome][] = [];
  for (const role of roles) met.push([role, await attempt(await callerOf(role))]);
  return Object.fromEntries(met) as unknown as Outcomes;
}

const accessIn = ({ anonymous, party, operator }: Outcomes) => {
  if (operator === 'ok' && party === 'request.not_found') return 'operator';
  if (anonymous === 'shares.no_download') return 'download';
  return anonymous === 'accounts.not_signed_in' && party !== 'accounts.not_signed_in' ? 'signedIn' : 'anyone';
};

const refusals = {
  signedIn: [401, 'accounts.not_signed_in'],
  download: [401, 'shares.no_download'],
  operator: [404, 'request.not_found'],
} as const;

describe('procedures', () => {
  it('all have a row, and no row is without one', () => {
    expect(Object.keys(procedures).sort()).toEqual(Object.keys(procedureRows).sort());
  });

  it.each(Object.entries(procedureRows))('%s', async (path, { outcomes, input, as, byNewcomers }) => {
    const verb = procedures[path]?._def.type === 'query' ? 'query' : 'mutate';
    const callerOf = (role: Role) => (byNewcomers ? world.newCaller(role) : world.caller(role, as));
    const met = await tryAll(async (by) => {
      const { error } = await by[verb](path, await input?.(world, by), by.headers);
      return error?.code ?? 'ok';
    }, callerOf);
    expect(met).toEqual(outcomes);
  });

  it('say in their declaration whom they are for', () => {
    for (const [path, { outcomes }] of Object.entries(procedureRows)) {
      // The one for whoever holds a refresh token, which is no sign that they are signed in.
      const access = path === 'accounts.refresh' ? 'anyone' : accessIn(outcomes);
      expect({ path, access: procedures[path]?._def.meta?.access }).toEqual({ path, access });
    }
  });

  it('refuse before they look at what came: whoever may not ask learns nothing of what they take', async () => {
    const nobody = await world.caller('anonymous');
    for (const [path, { _def }] of Object.entries(procedures)) {
      if (_def.meta!.access === 'anyone') continue;
      const { status, error } = await nobody[_def.type === 'query' ? 'query' : 'mutate'](path, { nonsense: true });
      expect({ path, met: [status, error?.code] }).toEqual({ path, met: refusals[_def.meta!.access] });
    }
  });
});

describe('socket commands', () => {
  const doors = [
    { name: 'members', path: '/', rows: memberCommandRows },
    { name: 'visitors', path: SHARE_NAMESPACE, rows: visitorCommandRows },
  ] as const;

  it.each(doors)('of $name all have a row, and no row is without one', ({ name, rows }) => {
    const { registry } = registerSockets(world.services, world.server.adapters)[name];
    expect([...registry.commands.keys()].sort()).toEqual(Object.keys(rows).sort());
  });

  const all = doors.flatMap(({ name, path, rows }) =>
    Object.entries(rows).map(([command, row]) => ({ name, path, command: command as CommandName, row })),
  );
  it.each(all)('$command of $name', async ({ path, command, row }) => {
    const met = await tryAll(
      (by) => emit(by, path, command, () => row.input(world, by)),
      (role) => world.caller(role, row.as),
    );
    expect(met).toEqual(row.outcomes);
  });

  /** What a command is answered; of whoever is not let in, why. */
  async function emit(by: Caller, path: string, command: CommandName, input: () => unknown): Promise<Outcome> {
    const socket = io(new URL(path, world.server.url).href, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true },
      auth: { deviceId: by.deviceId, downloadId: by.guest?.downloadId, token: by.guest?.token },
      extraHeaders: { cookie: by.cookieHeader() },
    });
    try {
      const refusal = await new Promise<WireError | undefined>((resolve) => {
        socket.once('ready', () => resolve(undefined));
        socket.once('connect_error', (error) => resolve((error as { data?: WireError }).data));
      });
      if (refusal) return refusal.code;
      const ack = (await socket.timeout(10_000).emitWithAck(command, await input())) as Ack<unknown>;
      return ack.ok ? 'ok' : ack.error.code;
    } finally {
      socket.disconnect();
    }
  }
});

describe('routes', () => {
  it('all have a row, and no row is without one', () => {
    expect([...new Set(world.routes)].sort()).toEqual(Object.keys(requestRows).sort());
  });

  it.each(Object.entries(requestRows))('%s', async (route, { outcomes, as, ask }) => {
    const method = route.split(' ')[0]!;
    const met = await tryAll(
      async (by) => {
        const { url, headers, body } = await ask(world);
        return answerTo(method, url, { cookie: by.cookieHeader(), ...by.headers, ...headers }, body);
      },
      (role) => world.caller(role, as),
    );
    expect(met).toEqual(outcomes);
  });

  /** By hand: fetch does not send every method. */
  async function answerTo(method: string, path: string, headers: Record<string, string>, body?: Uint8Array) {
    const length = body && { 'content-length': `${body.length}` };
    const options = { method, headers: { ...headers, ...length }, agent: false };
    const asked = request(new URL(path, world.server.url), options).end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const told = await text(answer);
    const status = answer.statusCode!;
    if (status < 400) return 'ok';
    if (told === '') return status;
    const { error } = JSON.parse(told) as { error: { code: ErrorCode; data?: { domain: WireError } } };
    return error.data?.domain.code ?? error.code;
  }
});
