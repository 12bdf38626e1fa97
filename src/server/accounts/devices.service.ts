import { webcrypto } from 'node:crypto';
import type { DevicePublicKey } from '../../shared/accounts/account.ts';
import { DomainError } from '../../shared/core/errors.ts';
import { type AccountId, type DeviceId, deviceId } from '../../shared/core/ids.ts';
import { type Database, isTaken } from '../core/database.ts';
import type { Clock } from '../core/ports.ts';
import type { Principal } from './principal.ts';

/** Keys are sealed to so many of a person's browsers, the ones last seen. */
const MAX_DEVICES = 20;

/** Devices: the public keys of signed-in browsers. */
export function createDevicesService({ db, clock }: { db: Database; clock: Clock }) {
  return {
    /** Makes this browser's public key known. One browser has one key; showing it again only renews it. */
    async register({ accountId, sessionId }: Principal, device: DevicePublicKey): Promise<void> {
      const publicKey = await readPublicKey(device.publicKey);
      const known = await db.device.findUnique({ where: { id: device.deviceId } });
      // Whoever had this browser before, or another key under one name: the browser must make itself a new device.
      if (known && (known.accountId !== accountId || !Buffer.from(known.publicKey).equals(publicKey))) {
        throw new DomainError('accounts.device_unknown');
      }
      const seen = { sessionId, lastSeenAt: clock.now() };
      try {
        await db.device.upsert({
          where: { id: device.deviceId, accountId },
          create: { id: device.deviceId, accountId, publicKey, createdAt: seen.lastSeenAt, ...seen },
          update: seen,
        });
      } catch (error) {
        throw isTaken(error) ? new DomainError('accounts.device_unknown', { cause: error }) : error;
      }
      await db.device.deleteMany({ where: { sessionId, id: { not: device.deviceId } } });
    },

    /** The keys of all browsers in which this person is signed in. */
    async of(account: AccountId): Promise<DevicePublicKey[]> {
      const sessions = await db.session.findMany({
        where: { accountId: account, revokedAt: null, expiresAt: { gt: clock.now() } },
        select: { id: true },
      });
      const rows = await db.device.findMany({
        where: { accountId: account, sessionId: { in: sessions.map(({ id }) => id) } },
        orderBy: { lastSeenAt: 'desc' },
        take: MAX_DEVICES,
      });
      return rows.map((row) => ({
        deviceId: row.id as DeviceId,
        publicKey: Buffer.from(row.publicKey).toString('base64'),
      }));
    },

    /** The device that a socket claims to be, if it is one of this account's. */
    async claimed(account: AccountId, claim: unknown): Promise<DeviceId | null> {
      const id = deviceId.safeParse(claim);
      if (!id.success) return null;
      const row = await db.device.findFirst({ where: { id: id.data, accountId: account }, select: { id: true } });
      return row && id.data;
    },
  };
}

// A point that is not on the curve would make the sender's browser fail, or worse.
async function readPublicKey(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  try {
    await webcrypto.subtle.importKey('raw', bytes, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
  } catch (error) {
    throw new DomainError('request.invalid', { cause: error });
  }
  return bytes;
}
