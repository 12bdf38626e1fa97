import { Prisma } from '../../../generated/prisma/client.ts';
import type { ShareId } from '../../../shared/core/ids.ts';
import { BLOCK_BYTES, SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { Database } from '../../core/database.ts';

/**
 * Bytes of the files, without their seals, that are whole in the relay; a share of which there is nothing yet is left out.
 * Blocks that were brought twice count once: of each segment those count that lie behind all segments before it.
 */
export async function wholeBytesOf(db: Database, shares: ShareId[], now: Date): Promise<Map<ShareId, number>> {
  if (shares.length === 0) return new Map();
  const sums = await db.$queryRaw<{ shareId: ShareId; bytes: number }[]>`
    SELECT share_id AS "shareId", sum(plain_bytes - (block_count - fresh) * ${BLOCK_BYTES}::int)::float8 AS bytes
    FROM (
      SELECT
        share_id,
        block_count,
        size_bytes - block_count * ${SEAL_OVERHEAD_BYTES}::int AS plain_bytes,
        least(block_count, first_block + block_count - coalesce(max(first_block + block_count) OVER earlier, 0)) AS fresh
      FROM relay_segments
      WHERE share_id IN (${Prisma.join(shares.map((id) => Prisma.sql`${id}::uuid`))})
        AND ready_at IS NOT NULL AND expires_at > ${now}
      WINDOW earlier AS (
        PARTITION BY share_id, file ORDER BY first_block, block_count, id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      )
    ) AS brought
    WHERE fresh > 0
    GROUP BY share_id`;
  return new Map(sums.map(({ shareId, bytes }) => [shareId, bytes]));
}
