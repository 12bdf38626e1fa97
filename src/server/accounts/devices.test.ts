import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, DeviceId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { quickPasswords } from '../../testing/testAdapters.ts';
import { openTestDatabase } from '../../testing/testDatabase.ts';
import type { OpenDatabase } from '../adapters/database.ts';
import { makeMemoryRateLimits } from '../adapters/rateLimits.ts';
import { toServerSecrets } from '../core/serverSecrets.ts';
import { type AccountsService, createAccountsService } from './accounts.service.ts';
import { makeMemoryRevocations } from './revocations.ts';

const matched = new Set<string>();
const pair = (one: AccountId, other: AccountId) => [one, other].sort().join();
const clock = makeFakeClock();
let database: OpenDatabase;
let accounts: AccountsService;

beforeAll(async () => {
  database = await openTestDatabase();
  accounts = createAccountsService({
    makeRevocations: makeMemoryRevocations,
    db: database.db,
    clock,
    fanout: makeRecordedFanout(),
    limits: makeMemoryRateLimits(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    passwords: quickPasswords,
    secrets: toServerSecrets('a secret that is only used in tests'),
    areAcquainted: async (one, other) => matched.has(pair(one, other)),
    isOperatorName: () => false,
    areMatched: async (one, other) => matched.has(pair(one, other)),
  });
});
afterAll(() => database.close());

async function signUp() {
  const username = `u${randomUUID().slice(0, 8)}`;
  const wish = { username, email: `${username}@example.org`, password: 'a-password' };
  const { account, sessionId } = await accounts.register(wish, 'test browser');
  return { accountId: account.id, sessionId, username };
}
async function makeDevice() {
  const key = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const raw = await crypto.subtle.exportKey('raw', (key as CryptoKeyPair).publicKey);
  return { deviceId: randomUUID() as unknown as DeviceId, publicKey: Buffer.from(raw).toString('base64') };
}

describe("a person's devices", () => {
  it('are shown to those who agreed to exchange with them, to no one else', async () => {
    const [ada, ben, eve] = [await signUp(), await signUp(), await signUp()];
    const device = await makeDevice();
    await accounts.registerDevice(ada, device);
    matched.add(pair(ada.accountId, ben.accountId));
    expect(await accounts.devicesOf(ada.accountId, ben.accountId)).toEqual([device]);
    expect(await accounts.devicesOf(ada.accountId, ada.accountId)).toEqual([device]);
    await expect(accounts.devicesOf(ada.accountId, eve.accountId)).rejects.toThrow('accounts.not_found');
    expect(await accounts.publicProfile(ada.accountId, ben.accountId)).toMatchObject({ username: ada.username });
    await expect(accounts.publicProfile(ada.accountId, eve.accountId)).rejects.toThrow('accounts.not_found');
  });

  it('are one per browser: a new key takes the place of the old', async () => {
    const ada = await signUp();
    await accounts.registerDevice(ada, await makeDevice());
    const second = await makeDevice();
    await accounts.registerDevice(ada, second);
    await accounts.registerDevice(ada, second);
    expect(await accounts.devicesOf(ada.accountId, ada.accountId)).toEqual([second]);
  });

  it('keep their key: another one under the same id is refused', async () => {
    const ada = await signUp();
    const device = await makeDevice();
    await accounts.registerDevice(ada, device);
    const { publicKey } = await makeDevice();
    await expect(accounts.registerDevice(ada, { ...device, publicKey })).rejects.toThrow('accounts.device_unknown');
  });

  it('must have a key that is a point on the curve', async () => {
    const ada = await signUp();
    const publicKey = Buffer.alloc(65, 4).toString('base64');
    await expect(accounts.registerDevice(ada, { ...(await makeDevice()), publicKey })).rejects.toThrow(
      'request.invalid',
    );
  });

  it('are forgotten when their session ends, and known again after logging in', async () => {
    const ada = await signUp();
    const device = await makeDevice();
    await accounts.registerDevice(ada, device);
    await accounts.endSession(ada.accountId, ada.sessionId);
    expect(await accounts.devicesOf(ada.accountId, ada.accountId)).toEqual([]);
    const loggedIn = await accounts.logIn({ login: ada.username, password: 'a-password' }, 'test browser');
    if (!('sessionId' in loggedIn)) throw new Error('a code is asked for');
    const { sessionId } = loggedIn;
    await accounts.registerDevice({ accountId: ada.accountId, sessionId }, device);
    expect(await accounts.devicesOf(ada.accountId, ada.accountId)).toEqual([device]);
  });

  it('are found by their sessions without looking through those of everybody', async () => {
    const ada = await signUp();
    await database.db.$executeRaw`
      INSERT INTO devices (id, user_id, session_id, public_key)
      SELECT gen_random_uuid(), ${ada.accountId}::uuid, gen_random_uuid(), '' FROM generate_series(1, 2000)`;
    await database.db.$executeRaw`ANALYZE devices`;
    const lines = await database.db.$queryRaw<Record<string, string>[]>`
      EXPLAIN DELETE FROM devices WHERE session_id IN (${ada.sessionId}::uuid)`;
    expect(lines.flatMap((line) => Object.values(line)).join('\n')).toContain('devices_session_id_idx');
  });

  it('of a session that expired are not sealed to', async () => {
    const ada = await signUp();
    await accounts.registerDevice(ada, await makeDevice());
    clock.move(7 * 24 * 3600_000);
    expect(await accounts.devicesOf(ada.accountId, ada.accountId)).toEqual([]);
  });
});

describe('people', () => {
  it('are found by their ids, those who exist', async () => {
    const [ada, ben] = [await signUp(), await signUp()];
    const found = await accounts.people([ada.accountId, ben.accountId, randomUUID() as unknown as AccountId]);
    expect([...found.keys()].sort()).toEqual([ada.accountId, ben.accountId].sort());
    expect(found.get(ada.accountId)).toEqual({ id: ada.accountId, username: ada.username, avatarUrl: null });
  });
});
