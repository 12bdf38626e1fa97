import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../testing/startApp.ts';
import { makeTestBrowser } from '../testing/testBrowser.ts';
import { createRouter } from './router.ts';
import type { ProcedureMeta } from './trpc.ts';

const unknownShare = '0f3b8a52-91c4-4de7-bf60-00ffa1c2e3d4';
const newDownload = { shareId: unknownShare, downloadId: unknownShare, token: 'A'.repeat(43) };

/**
 * What an anonymous caller meets at each procedure. A procedure without a row here, or a row without a procedure,
 * fails: who adds one decides who may call it.
 */
const outcomes: Record<string, 'refused' | 'needsDownload' | 'hidden' | { opensTo: unknown; answers: number }> = {
  'accounts.register': { opensTo: {}, answers: 400 },
  'accounts.logIn': { opensTo: { login: 'nobody', password: 'no-password' }, answers: 401 },
  'accounts.logOut': { opensTo: {}, answers: 200 },
  'accounts.refresh': { opensTo: {}, answers: 401 },
  'accounts.me': 'refused',
  'accounts.changePassword': 'refused',
  'accounts.updateProfile': 'refused',
  'accounts.publicProfile': 'refused',
  'accounts.sessions': 'refused',
  'accounts.endSession': 'refused',
  'accounts.endOtherSessions': 'refused',
  'accounts.registerDevice': 'refused',
  'accounts.devicesOf': 'refused',
  'events.create': 'refused',
  'events.list': 'refused',
  'events.get': 'refused',
  'events.join': 'refused',
  'events.joinByCode': 'refused',
  // Whoever follows a join link sees where it leads before signing in; a code that is none leads nowhere.
  'events.eventByCode': { opensTo: { code: 'nosuchcode00' }, answers: 404 },
  'events.leave': 'refused',
  'events.attendees': 'refused',
  'events.update': 'refused',
  'events.newCode': 'refused',
  'events.remove': 'refused',
  'conversations.list': 'refused',
  'conversations.get': 'refused',
  'conversations.messages': 'refused',
  'conversations.send': 'refused',
  'matches.propose': 'refused',
  'matches.accept': 'refused',
  'matches.decline': 'refused',
  'matches.withdraw': 'refused',
  'matches.content': 'refused',
  'matches.list': 'refused',
  'matches.get': 'refused',
  'transfers.offer': 'refused',
  'transfers.accept': 'refused',
  'transfers.refuse': 'refused',
  'transfers.cancel': 'refused',
  'transfers.complete': 'refused',
  'transfers.fail': 'refused',
  'transfers.get': 'refused',
  'transfers.sealedOffer': 'refused',
  'transfers.wantKey': 'refused',
  'transfers.devicesWithoutKey': 'refused',
  'transfers.addKeys': 'refused',
  'transfers.listByMatch': 'refused',
  'transfers.listUnfinished': 'refused',
  'transfers.iceServers': 'refused',
  'transfers.routes': 'refused',
  'relay.state': 'refused',
  'relay.acknowledge': 'refused',
  'relay.tellRoot': 'refused',
  'relay.tellHave': 'refused',
  'trust.rate': 'refused',
  'trust.ofMatch': 'refused',
  'trust.list': 'refused',
  'trust.stats': 'refused',
  'shares.create': 'refused',
  'shares.mine': 'refused',
  'shares.revoke': 'refused',
  'shares.visitors': 'refused',
  'shares.iceServers': 'refused',
  // Whoever was sent a link has no account: to all but those who know its id there is none.
  'shares.open': { opensTo: { shareId: unknownShare }, answers: 404 },
  'shares.unlock': { opensTo: { shareId: unknownShare, accessToken: 'A'.repeat(43) }, answers: 404 },
  'shares.startDownload': { opensTo: newDownload, answers: 404 },
  'shares.download': 'needsDownload',
  'shares.complete': 'needsDownload',
  'shares.giveUp': 'needsDownload',
  'shares.downloadIceServers': 'needsDownload',
  // To all but those whom the configuration names there is no operator's screen.
  'operator.isMe': 'refused',
  'operator.overview': 'hidden',
  'operator.series': 'hidden',
  'operator.turnTrials': 'hidden',
};

interface Procedure {
  _def: { type: 'query' | 'mutation' | 'subscription'; meta?: ProcedureMeta };
}

let server: Awaited<ReturnType<typeof startApp>>;
let procedures: Record<string, Procedure>;
beforeAll(async () => {
  server = await startApp();
  procedures = createRouter(server.services)._def.procedures as unknown as Record<string, Procedure>;
});
afterAll(() => server.close());

describe('who may call what', () => {
  it('is decided for every procedure, and for none that does not exist', () => {
    expect(Object.keys(procedures).sort()).toEqual(Object.keys(outcomes).sort());
  });

  it('is written at every procedure', () => {
    for (const [path, { _def }] of Object.entries(procedures)) {
      const outcome = outcomes[path];
      const accesses = { refused: 'signedIn', needsDownload: 'download', hidden: 'operator' } as const;
      const expected = typeof outcome === 'string' ? accesses[outcome] : 'anyone';
      expect({ path, access: _def.meta?.access }).toEqual({ path, access: expected });
    }
  });

  it.each(Object.keys(outcomes).filter((path) => outcomes[path] === 'needsDownload'))(
    '%s: an account opens no download',
    async (path) => {
      const page = makeTestBrowser(server.app);
      await page.mutate('accounts.register', {
        username: path,
        email: `${path}@example.org`,
        password: 'a long password',
      });
      const call = procedures[path]?._def.type === 'query' ? page.query : page.mutate;
      expect(await call(path, {})).toMatchObject({ status: 401, error: { code: 'shares.no_download' } });
    },
  );

  it.each(Object.keys(outcomes).filter((path) => outcomes[path] === 'hidden'))(
    '%s: an account that the configuration does not name meets nothing',
    async (path) => {
      const page = makeTestBrowser(server.app);
      const username = path;
      await page.mutate('accounts.register', { username, email: `${path}@example.org`, password: 'a long password' });
      const call = procedures[path]?._def.type === 'query' ? page.query : page.mutate;
      expect(await call(path, {})).toMatchObject({ status: 404, error: { code: 'request.not_found' } });
    },
  );

  it.each(Object.entries(outcomes))('%s: an anonymous caller is met as the table says', async (path, outcome) => {
    const page = makeTestBrowser(server.app);
    const call = procedures[path]?._def.type === 'query' ? page.query : page.mutate;
    const answer = await call(path, typeof outcome === 'string' ? {} : outcome.opensTo);
    if (typeof outcome === 'string') {
      // Before its input is looked at: whoever is refused learns nothing of what it takes.
      const codes = {
        refused: 'accounts.not_signed_in',
        needsDownload: 'shares.no_download',
        hidden: 'request.not_found',
      };
      expect(answer).toMatchObject({ status: outcome === 'hidden' ? 404 : 401, error: { code: codes[outcome] } });
    } else {
      expect({ path, status: answer.status }).toEqual({ path, status: outcome.answers });
    }
  });
});
