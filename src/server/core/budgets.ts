/** Attempts allowed per key, and the seconds after which they are given again. */
export const budgets = {
  /** Everything one account asks for. */
  account: { points: 600, seconds: 60 },
  /** Pictures of people, each fetched once: a page may show hundreds. */
  avatar: { points: 1800, seconds: 60 },
  /** Everything one address asks for, by people who are signed in and by all others: a whole venue may share it. */
  addressSignedIn: { points: 20_000, seconds: 60 },
  address: { points: 20_000, seconds: 60 },
  /** New access tokens, by address; only those that are refused count. */
  refresh: { points: 20_000, seconds: 60 },
  /**
   * Wrong passwords for one name: from one address, the few that nobody else's attempts stand in the way of, of which there
   * is an end for the name too, and from all addresses together.
   */
  loginFirst: { points: 3, seconds: 3600 },
  loginFirstByName: { points: 300, seconds: 24 * 3600 },
  login: { points: 10, seconds: 15 * 60 },
  /** Wrong passwords for one account in browsers where it was signed in before. */
  loginKnown: { points: 10, seconds: 15 * 60 },
  /** Right passwords of one account: each makes a session. */
  loggedIn: { points: 30, seconds: 15 * 60 },
  loginByAddress: { points: 600, seconds: 15 * 60 },
  register: { points: 1000, seconds: 3600 },
  /** Codes at login and at what changes the second factor; only wrong ones count. */
  secondFactor: { points: 5, seconds: 15 * 60 },
  secondFactorByDay: { points: 30, seconds: 24 * 3600 },
  /** Links for a new password: to one address, the same in browsers that are known to it, and asked for from one. */
  resetLink: { points: 3, seconds: 3600 },
  resetLinkKnown: { points: 3, seconds: 3600 },
  resetLinkByAddress: { points: 200, seconds: 3600 },
  passwordChange: { points: 10, seconds: 3600 },
  message: { points: 60, seconds: 60 },
  typing: { points: 20, seconds: 10 },
  proposal: { points: 30, seconds: 3600 },
  newEvent: { points: 20, seconds: 3600 },
  joinByCode: { points: 60, seconds: 600 },
  offer: { points: 60, seconds: 3600 },
  /** Each answer is worth a connection through the TURN server. */
  iceServers: { points: 240, seconds: 60 },
  /** What a browser asks of the relay by itself: a few requests for each segment, and a small file is a segment. */
  relay: { points: 3000, seconds: 60 },
  newShare: { points: 60, seconds: 3600 },
  /** Looking at a share and beginning a download need no account; a whole venue may do it at once. */
  openShare: { points: 3000, seconds: 600 },
  /** How it stands by now: each page that shows a share asks once a minute for as long as it is seen. */
  shareFacts: { points: 20_000, seconds: 600 },
  newDownload: { points: 1000, seconds: 600 },
  /**
   * Wrong access tokens of one share: from one address, of these the few that nobody else's attempts stand in the way of,
   * and from all addresses together.
   */
  shareToken: { points: 10, seconds: 15 * 60 },
  shareTokenFirst: { points: 3, seconds: 3600 },
  shareTokenByShare: { points: 200, seconds: 3600 },
  socketCommand: { points: 600, seconds: 10 },
  /** Sockets that one account opens, or one visitor: a few tabs on a network that comes and goes. */
  handshake: { points: 240, seconds: 60 },
  /** By address; beyond that a connection ends with its first refusal. */
  refusedHandshake: { points: 12_000, seconds: 60 },
} as const;
export type BudgetName = keyof typeof budgets;
