import { z } from 'zod';
import { transferLimits } from './transferRules.ts';

/** How files and blocks are named, between the two engines and to the relay. */

/** A file by its place in the manifest. */
export const fileIndex = z
  .int()
  .min(0)
  .max(transferLimits.files - 1);

/** A run of blocks of one file, as `BlockRun`; how many blocks can be told apart is the carrier's to say. */
export const blockRun = (lastBlock: number) =>
  z.tuple([fileIndex, z.int().min(0).max(lastBlock), z.int().min(1).max(lastBlock)]);

/** A root, sealed, in base64. */
export const sealedRootText = z.base64().max(120);
