import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { DomainError } from '../shared/core/errors.ts';
import { silentMeters } from '../testing/silentMeters.ts';
import { registerProcedures } from './core/procedures.routes.ts';
import { anyone, type Context, refused, router } from './trpc.ts';

const away = () => Object.assign(new Error("Can't reach database server"), { code: 'P1001' });
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const limits = { spend: async () => {}, giveBack: async () => {} };

async function ask(procedure: string, findPrincipal = async (): Promise<null> => null) {
  const app = Fastify();
  registerProcedures(app, {
    prefix: '/trpc',
    router: router({
      reads: anyone.query(() => {
        throw away();
      }),
      errs: anyone.query(() => {
        throw new TypeError('ours');
      }),
    }),
    headersFor: () => ({}),
    maxBatchSize: 1,
    createContext: async () =>
      ({
        principal: await findPrincipal(),
        address: '127.0.0.1',
        log: silent,
        limits,
        meters: silentMeters,
      }) as unknown as Context,
  });
  const answer = await app.inject({ url: `/trpc/${procedure}` });
  return [answer.statusCode, answer.json().error.data.domain.code];
}

it('a procedure that finds no database says that it is not there now, so that it is asked again', async () => {
  expect(await ask('reads')).toEqual([503, 'server.unavailable']);
});

it('so it does where not even who asks can be found out', async () => {
  const findPrincipal = async () => {
    throw refused(new DomainError('server.unavailable', { cause: away() }));
  };
  expect(await ask('reads', findPrincipal)).toEqual([503, 'server.unavailable']);
});

it('a fault of ours is none of the database’s', async () => {
  expect(await ask('errs')).toEqual([500, 'server.internal']);
});
