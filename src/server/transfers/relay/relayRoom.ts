import type { Prisma } from '../../../generated/prisma/client.ts';
import type { AccountId } from '../../../shared/core/ids.ts';
import type { RelayState } from '../../../shared/transfers/relay.ts';

/** How much the relay takes, as its operator set it. */
export interface RelaySettings {
  isOn: boolean;
  /** Declared bytes of all segments together. */
  maxBytes: number;
  /** Declared bytes of one account. */
  accountBytes: number;
  /** What stays free where the bytes are. */
  keepFreeBytes: number;
  /** A place of its own, besides the one that serves the page. */
  origin?: string;
  /** Where the proxy in front finds the files: the path that it keeps for itself. */
  accel?: string;
  /** How long a whole segment waits to be taken. */
  lifeMs: number;
}

/** What is declared, by all and by one account. */
export interface RelayUse {
  totalBytes: number;
  /** Declared by uploads that are not whole yet: some of it is still to be written. */
  unfinishedBytes: number;
  ownBytes: number;
  ownUnfinished: number;
}

/** However small a segment is, it counts as this much: a limit of bytes is a limit of rows and files, too. */
const LEAST_BYTES = 64 * 1024;

/** What takes room now, by declared bytes, however few of them have come; a small segment is rounded up. */
export async function relayUse(tx: Prisma.TransactionClient, account: AccountId, now: Date): Promise<RelayUse> {
  const [use] = await tx.$queryRaw<RelayUse[]>`
    SELECT
      coalesce(sum(counted), 0)::float8 AS "totalBytes",
      coalesce(sum(counted) FILTER (WHERE is_unfinished), 0)::float8 AS "unfinishedBytes",
      coalesce(sum(counted) FILTER (WHERE is_own), 0)::float8 AS "ownBytes",
      (count(*) FILTER (WHERE is_own AND is_unfinished AND expires_at > ${now}))::int AS "ownUnfinished"
    FROM (
      SELECT
        greatest(size_bytes, ${LEAST_BYTES}) AS counted,
        uploader_id = ${account}::uuid AS is_own,
        ready_at IS NULL AS is_unfinished,
        expires_at
      FROM relay_segments
    ) AS segments`;
  return use!;
}

/** Why a segment of this size finds no room; null when it does. */
export function lackOfRoom(
  settings: RelaySettings,
  use: RelayUse,
  freeBytes: number,
  sizeBytes: number,
): RelayState['closedBecause'] {
  const counted = Math.max(sizeBytes, LEAST_BYTES);
  if (!settings.isOn) return 'off';
  if (use.ownBytes + counted > settings.accountBytes) return 'quota';
  const isFull =
    use.totalBytes + counted > settings.maxBytes || freeBytes - use.unfinishedBytes - counted < settings.keepFreeBytes;
  return isFull ? 'full' : null;
}
