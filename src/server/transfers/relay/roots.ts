import type { Prisma } from '../../../generated/prisma/client.ts';
import type { ShareId } from '../../../shared/core/ids.ts';
import type { SealedRoot } from '../../../shared/transfers/relay.ts';
import type { Database } from '../../core/database.ts';
import type { Clock } from '../../core/ports.ts';
import { holdLive, type Parcel } from './parcels.ts';

/** The sealed roots of a transfer's or a share's files, each kept beside what it is of. */
export function makeRoots({ db, clock }: { db: Database; clock: Clock }) {
  return {
    async rootsOf({ kind, id }: Pick<Parcel, 'kind' | 'id'>): Promise<SealedRoot[]> {
      const orderBy = { file: 'asc' } as const;
      const rows =
        kind === 'share'
          ? await db.shareRoot.findMany({ where: { shareId: id }, orderBy })
          : await db.relayRoot.findMany({ where: { transferId: id }, orderBy });
      return rows.map(({ file, sealedRoot }) => ({ file, sealedRoot: Buffer.from(sealedRoot).toString('base64') }));
    },

    async writeRoot(tx: Prisma.TransactionClient, parcel: Parcel, root: SealedRoot): Promise<void> {
      await holdLive(tx, parcel, clock.now());
      const { file } = root;
      const sealedRoot = new Uint8Array(Buffer.from(root.sealedRoot, 'base64'));
      if (parcel.kind === 'share') {
        const shareId = parcel.id as string as ShareId;
        const where = { shareId_file: { shareId, file } };
        await tx.shareRoot.upsert({ where, create: { shareId, file, sealedRoot }, update: { sealedRoot } });
      } else {
        const transferId = parcel.id;
        const where = { transferId_file: { transferId, file } };
        await tx.relayRoot.upsert({ where, create: { transferId, file, sealedRoot }, update: { sealedRoot } });
      }
    },
  };
}
