/** Sizes in bytes, times in milliseconds. */
export const shareLimits = {
  shortestLifeMs: 3600_000,
  longestLifeMs: 7 * 24 * 3600_000,
  mostDownloads: 1000,
  /** Shares of one account that have not ended. */
  openPerAccount: 50,
  /** Downloads of one share at once. */
  openDownloads: 20,
  /** An open download that is not heard of for so long gives its place back. */
  placeHeldMs: 15 * 60_000,
  /** How long the owner's list shows a share that has ended. */
  listedAfterEndMs: 7 * 24 * 3600_000,
};
