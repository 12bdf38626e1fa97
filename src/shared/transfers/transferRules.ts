/** Sizes in bytes, times in milliseconds. */
export const transferLimits = {
  files: 5000,
  manifestBytes: 1_500_000,
  nameLength: 255,
  openPerMatch: 20,
  offerLifeMs: 24 * 3600_000,
  acceptedLifeMs: 7 * 24 * 3600_000,
};

/** The unit that is sealed, hashed, stored, acknowledged and resumed (plaintext bytes). */
export const BLOCK_BYTES = 256 * 1024;

/** What sealing adds to a block: nonce, the block's SHA-256, tag. */
export const SEAL_OVERHEAD_BYTES = 12 + 32 + 16;
