import type { Prisma } from '../../../generated/prisma/client.ts';
import type { ErrorCode } from '../../../shared/core/errors.ts';
import type { AccountId } from '../../../shared/core/ids.ts';
import { relayLimits } from '../../../shared/transfers/relay.ts';

/** How much the relay takes, as its operator set it. */
export interface RelaySettings {
  isOn: boolean;
  /** Declared bytes of all segments together. */
  maxBytes: number;
  /** Declared bytes of one account. */
  accountBytes: number;
  /** What stays free where the bytes are. */
  keepFreeBytes: number;
  /** How long a whole segment waits to be taken. */
  lifeMs: number;
}

export interface RelayUse {
  totalBytes: number;
  /** Declared by uploads that are not whole yet: some of it is still to be written. */
  unfinishedBytes: number;
  ownBytes: number;
  ownSegments: number;
  ownOpen: number;
}

/** So many small files of one account may lie here. */
const SEGMENTS_PER_ACCOUNT = 10_000;

/** What is declared now, by all and by this account. */
export async function relayUse(tx: Prisma.TransactionClient, account: AccountId, now: Date): Promise<RelayUse> {
  const [use] = await tx.$queryRaw<RelayUse[]>`
    SELECT
      coalesce(sum(size_bytes), 0)::float8 AS "totalBytes",
      coalesce(sum(size_bytes) FILTER (WHERE ready_at IS NULL), 0)::float8 AS "unfinishedBytes",
      coalesce(sum(size_bytes) FILTER (WHERE uploader_id = ${account}::uuid), 0)::float8 AS "ownBytes",
      (count(*) FILTER (WHERE uploader_id = ${account}::uuid))::int AS "ownSegments",
      (count(*) FILTER (WHERE uploader_id = ${account}::uuid AND ready_at IS NULL AND expires_at > ${now}))::int AS "ownOpen"
    FROM relay_segments`;
  return use!;
}

/** Why there is no room for so many more bytes; null when there is. */
export function lackOfRoom(
  settings: RelaySettings,
  use: RelayUse,
  freeBytes: number,
  moreBytes: number,
): Extract<ErrorCode, 'relay.off' | 'relay.full' | 'relay.quota'> | null {
  if (!settings.isOn) return 'relay.off';
  if (use.ownBytes + moreBytes > settings.accountBytes || use.ownSegments >= SEGMENTS_PER_ACCOUNT) return 'relay.quota';
  const isFull =
    use.totalBytes + moreBytes > settings.maxBytes ||
    freeBytes - use.unfinishedBytes - moreBytes < settings.keepFreeBytes;
  return isFull ? 'relay.full' : null;
}

export const hasTooManyOpen = (use: RelayUse) => use.ownOpen >= relayLimits.openPerAccount;
