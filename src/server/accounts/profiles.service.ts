import type { z } from 'zod';
import type { OwnAccount, Person, profileChange } from '../../shared/accounts/account.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId } from '../../shared/core/ids.ts';
import { type Database, isTaken } from '../core/database.ts';
import type { Clock, Fanout } from '../core/ports.ts';
import { avatarHash, readAvatar } from './avatarImage.ts';
import { ownColumns, personColumns, toOwnAccount, toPerson } from './person.ts';
import { newUsernameKey, usernameKey } from './usernameKey.ts';
import { whatIsTaken } from './whatIsTaken.ts';

export interface ProfilesParts {
  db: Database;
  clock: Clock;
  fanout: Fanout;
  /** Whether two people share an event or a match: only then may one see the other's profile. */
  areAcquainted(one: AccountId, other: AccountId): Promise<boolean>;
  /** Whether the configuration makes whoever has this name an operator. */
  isOperatorName(username: string): boolean;
}

/** Profiles: names and pictures, to oneself and to others. */
export function createProfilesService({ db, clock, fanout, areAcquainted, isOperatorName }: ProfilesParts) {
  async function findOwn(id: AccountId) {
    const row = await db.account.findUnique({ where: { id }, select: ownColumns });
    if (!row) throw new DomainError('accounts.not_signed_in');
    return row;
  }

  // Left, it would be free for whoever takes it, and the role with it.
  async function requireFreeToLeave(id: AccountId, nextKey: string): Promise<void> {
    const { username } = await findOwn(id);
    if (isOperatorName(username) && usernameKey(username) !== nextKey) {
      throw new DomainError('accounts.username_of_operator');
    }
  }

  return {
    async me(id: AccountId): Promise<OwnAccount> {
      return toOwnAccount(await findOwn(id));
    },

    /** Changes name, picture or what others learn of one; what is left out stays. */
    async updateProfile(id: AccountId, change: z.infer<typeof profileChange>): Promise<OwnAccount> {
      const image = change.avatar ? readAvatar(change.avatar) : null;
      const name = change.username && { username: change.username, usernameKey: newUsernameKey(change.username) };
      if (name) await requireFreeToLeave(id, name.usernameKey);
      const stored = image && { contentType: image.contentType, bytes: image.bytes };
      const update = db.account.update({
        where: { id },
        data: {
          ...name,
          ...(change.hidesAddress === undefined ? {} : { hidesAddress: change.hidesAddress }),
          ...(change.avatar === undefined ? {} : { avatar: image?.hash ?? null }),
          ...(stored ? { avatarImage: { upsert: { create: stored, update: stored } } } : {}),
          updatedAt: clock.now(),
        },
      });
      const takeAway = change.avatar === null ? [db.avatarImage.deleteMany({ where: { accountId: id } })] : [];
      await db.$transaction([...takeAway, update]).catch(async (error: unknown) => {
        throw name && isTaken(error) ? ((await whatIsTaken(db, name, error)) ?? error) : error;
      });
      const row = await findOwn(id);
      fanout.announce('account:changed', `account:${id}`, { person: toPerson(row) });
      return toOwnAccount(row);
    },

    /** Which of these names, as they are compared, somebody has. */
    async takenAmong(usernameKeys: string[]): Promise<Set<string>> {
      const where = { usernameKey: { in: usernameKeys } };
      const rows = await db.account.findMany({ where, select: { usernameKey: true } });
      return new Set(rows.map(({ usernameKey }) => usernameKey));
    },

    /** A person whom the viewer has met here; to anyone else they do not exist. */
    async publicProfile(id: AccountId, viewer: AccountId): Promise<Person> {
      const isKnown = id === viewer || (await areAcquainted(viewer, id));
      const row = isKnown && (await db.account.findUnique({ where: { id }, select: personColumns }));
      if (!row) throw new DomainError('accounts.not_found');
      return toPerson(row);
    },

    /** Whether those this person exchanges with must not learn their network address. */
    async hidesAddress(id: AccountId): Promise<boolean> {
      const row = await db.account.findUnique({ where: { id }, select: { hidesAddress: true } });
      return row?.hidesAddress ?? false;
    },

    /** One person, for other rooms to show. */
    async person(id: AccountId): Promise<Person> {
      const row = await db.account.findUnique({ where: { id }, select: personColumns });
      if (!row) throw new DomainError('accounts.not_found');
      return toPerson(row);
    },

    /** People by their ids, for other rooms to show. An id of no one is left out. */
    async people(ids: Iterable<AccountId>): Promise<Map<AccountId, Person>> {
      const rows = await db.account.findMany({ where: { id: { in: [...new Set(ids)] } }, select: personColumns });
      return new Map(rows.map((row) => [row.id as AccountId, toPerson(row)]));
    },

    /** A picture under its present address. */
    async avatar(id: AccountId, hash: string): Promise<{ contentType: string; bytes: Uint8Array } | null> {
      if (!avatarHash.test(hash)) return null;
      const row = await db.avatarImage.findFirst({ where: { accountId: id, account: { avatar: hash } } });
      return row && { contentType: row.contentType, bytes: row.bytes };
    },
  };
}
