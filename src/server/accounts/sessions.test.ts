import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, SessionId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { toServerSecrets } from '../core/serverSecrets.ts';
import { makeKnownBrowsers } from './knownBrowsers.ts';
import { makeMemoryRevocations } from './revocations.ts';
import { createSessionsService, makeRevocationSource } from './sessions.service.ts';
import { makeAccessTokens } from './tokens.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const account = '00000000-0000-7000-8000-00000000000a' as AccountId;
const secrets = toServerSecrets('a secret that is only used in tests');
const log = { debug() {}, info() {}, warn() {}, error() {} };

let database: OpenDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  const data = { id: account, username: 'Ada', usernameKey: 'ada', email: 'ada@example.org', passwordHash: '-' };
  await database.db.account.create({ data });
});
afterAll(() => database.close());
beforeEach(() => database.db.session.deleteMany());

function setUp() {
  const clock = makeFakeClock();
  const fanout = makeRecordedFanout();
  const tokens = makeAccessTokens(secrets, clock);
  const revocations = makeMemoryRevocations(clock, makeRevocationSource(database.db, clock));
  const knownBrowsers = makeKnownBrowsers(secrets, clock);
  const sessions = createSessionsService({ db: database.db, clock, fanout, log, tokens, knownBrowsers, revocations });
  const open = async () => {
    const { refreshToken, ...rest } = await sessions.open(account, 'test browser');
    return { ...rest, refreshToken: refreshToken ?? '' };
  };
  const rotate = async (token: string) => (await sessions.refresh(token)).refreshToken ?? '';
  return { clock, fanout, tokens, revocations, sessions, open, rotate };
}

describe('a refresh token', () => {
  it('rotates: each use gives the next', async () => {
    const { sessions, clock, open, tokens } = setUp();
    let { refreshToken: token, sessionId } = await open();
    for (let hours = 0; hours < 3; hours++) {
      clock.move(60 * MINUTE);
      const grant = await sessions.refresh(token);
      expect(grant.refreshToken).not.toBeNull();
      expect(grant.refreshToken).not.toBe(token);
      expect((await tokens.check(grant.accessToken))?.principal).toEqual({ accountId: account, sessionId });
      token = grant.refreshToken ?? '';
    }
  });

  it('is stored as a hash only', async () => {
    const { open } = setUp();
    const { refreshToken } = await open();
    const row = JSON.stringify(await database.db.session.findMany());
    expect(row).not.toContain(refreshToken.split('.')[1]);
  });

  it('of two racing tabs is one browser: the second tab gets access and the family does not rotate', async () => {
    const { sessions, clock, open, rotate } = setUp();
    const { refreshToken } = await open();
    const next = await rotate(refreshToken);
    clock.move(29_000);
    expect(await sessions.refresh(refreshToken)).toMatchObject({ refreshToken: null });
    expect(await rotate(next)).not.toBe('');
  });

  it('shown twenty times at once ends nothing', async () => {
    const { sessions, open, rotate } = setUp();
    const { refreshToken } = await open();
    const grants = await Promise.all(Array.from({ length: 20 }, () => sessions.refresh(refreshToken)));
    const rotated = grants.filter((grant) => grant.refreshToken !== null);
    expect(rotated).toHaveLength(1);
    expect(await rotate(rotated[0]?.refreshToken ?? '')).not.toBe('');
  });

  it('whose answer was lost on bad Wi-Fi still counts, and rotates again', async () => {
    const { clock, open, rotate } = setUp();
    const { refreshToken } = await open();
    await rotate(refreshToken);
    clock.move(20 * MINUTE);
    const second = await rotate(refreshToken);
    clock.move(20 * MINUTE);
    expect(await rotate(second)).not.toBe('');
  });

  it('that nobody received is dead once the one before it has rotated again', async () => {
    const { sessions, clock, open, rotate } = setUp();
    const { refreshToken } = await open();
    const lost = await rotate(refreshToken);
    clock.move(MINUTE);
    await rotate(refreshToken);
    await expect(sessions.refresh(lost)).rejects.toThrow('accounts.session_ended');
  });

  it('used up and shown again ends its whole session and cuts its sockets', async () => {
    const { sessions, clock, open, rotate, fanout, revocations } = setUp();
    const { refreshToken: stolen, sessionId } = await open();
    clock.move(MINUTE);
    const current = await rotate(await rotate(stolen));
    await expect(sessions.refresh(stolen)).rejects.toThrow('accounts.session_ended');
    await expect(sessions.refresh(current)).rejects.toThrow('accounts.session_ended');
    expect(fanout.cut).toEqual([`session:${sessionId}`]);
    expect(await revocations.has(sessionId)).toBe(true);
  });

  it('lives seven days without use, and as long as it is used', async () => {
    const { sessions, clock, open, rotate } = setUp();
    let { refreshToken } = await open();
    clock.move(7 * DAY - 1);
    refreshToken = await rotate(refreshToken);
    clock.move(7 * DAY);
    await expect(sessions.refresh(refreshToken)).rejects.toThrow('accounts.not_signed_in');
  });

  it.each([undefined, '', 'x', '.', `${account}.`, `${account}.a.b`, `${account}.guess`])(
    'like %s is no one',
    async (token) => {
      const { sessions } = setUp();
      await expect(sessions.refresh(token)).rejects.toThrow('accounts.not_signed_in');
    },
  );
});

describe('a session', () => {
  it('ended is known as ended by a server that starts afterwards', async () => {
    const { sessions, open, clock } = setUp();
    const { sessionId } = await open();
    await sessions.end([sessionId]);
    clock.move(14 * MINUTE);
    const started = makeMemoryRevocations(clock, makeRevocationSource(database.db, clock));
    expect(await started.has(sessionId)).toBe(true);
  });

  it('ends for the others when all but one are ended', async () => {
    const { sessions, open, fanout } = setUp();
    const [mine, first, second] = [await open(), await open(), await open()];
    await sessions.endOthers({ accountId: account, sessionId: mine.sessionId });
    expect(fanout.told.map(({ name, to }) => `${name} ${to}`).sort()).toEqual(
      [first, second].map(({ sessionId }) => `session:ended session:${sessionId}`).sort(),
    );
    expect(await sessions.list({ accountId: account, sessionId: mine.sessionId })).toMatchObject([
      { id: mine.sessionId, current: true },
    ]);
    expect(await sessions.recheck(first.sessionId)).toBeNull();
    expect(await sessions.recheck(mine.sessionId)).not.toBeNull();
  });

  it('may be ended again, where the answer to the first time was lost', async () => {
    const { sessions, open, revocations } = setUp();
    const { sessionId } = await open();
    await sessions.endOne(account, sessionId);
    await sessions.endOne(account, sessionId);
    expect(await revocations.has(sessionId)).toBe(true);
  });

  it('of someone else does not exist', async () => {
    const { sessions, open } = setUp();
    const { sessionId } = await open();
    const stranger = '00000000-0000-7000-8000-00000000000b' as AccountId;
    await expect(sessions.endOne(stranger, sessionId)).rejects.toThrow('accounts.session_not_found');
    expect(await sessions.recheck(sessionId)).not.toBeNull();
  });

  it('is swept after it has expired, its keys with it, and not before', async () => {
    const { sessions, open, clock } = setUp();
    const { sessionId } = await open();
    const id = '00000000-0000-7000-8000-0000000000d1';
    const publicKey = new Uint8Array(65);
    await database.db.device.create({ data: { id, accountId: account, sessionId, publicKey } });
    const left = async () => [await database.db.session.count(), await database.db.device.count()];
    await sessions.sweep();
    expect(await left()).toEqual([1, 1]);
    clock.move(7 * DAY + 31 * MINUTE);
    await sessions.sweep();
    expect(await left()).toEqual([0, 0]);
  });

  it('that no one has ever opened can be rechecked', async () => {
    const { sessions } = setUp();
    expect(await sessions.recheck('00000000-0000-7000-8000-0000000000ff' as SessionId)).toBeNull();
  });
});
