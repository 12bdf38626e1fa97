import type { AccountId } from '../shared/core/ids.ts';
import { createAccountsService } from './accounts/accounts.service.ts';
import type { Passwords } from './accounts/passwords.ts';
import type { MakeRevocations } from './accounts/revocations.ts';
import { createConversationsService } from './conversations/conversations.service.ts';
import type { Database } from './core/database.ts';
import { makeIceIssuer, type TurnSettings } from './core/iceServers.ts';
import type { Mailer } from './core/mailer.ts';
import type { Meters } from './core/meters.ts';
import type { AnswerCache, Clock, Fanout, Log, RateLimits } from './core/ports.ts';
import type { ServerSecrets } from './core/serverSecrets.ts';
import { createEventsService } from './events/events.service.ts';
import type { Presence } from './events/presence.port.ts';
import { createPresenceService } from './events/presence.service.ts';
import { createJobQueue } from './jobs/jobQueue.ts';
import { createJobsService } from './jobs/jobs.service.ts';
import { createSchedules } from './jobs/schedules.ts';
import { makeWorker, type WorkerParts } from './jobs/worker.ts';
import { createMatchesService } from './matches/matches.service.ts';
import { createOperatorService, type OperatorSettings } from './operator/operator.service.ts';
import { makeSweepJobs } from './sweepJobs.ts';
import { endedSince, openNow } from './transfers/endings.ts';
import { createOfferKeysService } from './transfers/offerKeys.service.ts';
import { createRelayService } from './transfers/relay/relay.service.ts';
import type { RelayBytes } from './transfers/relay/relayBytes.port.ts';
import type { RelaySettings } from './transfers/relay/relayRoom.ts';
import { relayStanding } from './transfers/relay/relayStanding.ts';
import { createSegmentsService } from './transfers/relay/segments.service.ts';
import type { UploadLocks } from './transfers/relay/uploadLocks.port.ts';
import type { Roster } from './transfers/roster.port.ts';
import { makeDownloadMeetings } from './transfers/shares/downloadMeetings.ts';
import { createDownloadsService } from './transfers/shares/downloads.service.ts';
import { createSharesService } from './transfers/shares/shares.service.ts';
import { createVisitors } from './transfers/shares/visitors.ts';
import { createSignallingService } from './transfers/signalling.service.ts';
import { makeTransferMeetings } from './transfers/transferMeetings.ts';
import { createTransfersService } from './transfers/transfers.service.ts';
import { createTrustService } from './trust/trust.service.ts';

/** What varies between embedded, cluster and test. */
export interface Adapters {
  db: Database;
  clock: Clock;
  fanout: Fanout;
  limits: RateLimits;
  /** Answers that are asked for again and again. */
  cache: AnswerCache;
  /** Who is reachable. */
  presence: Presence;
  /** Which devices are here for which transfer. */
  roster: Roster;
  /** Sessions that ended while tokens of theirs are fresh. */
  makeRevocations: MakeRevocations;
  log: Log;
  meters: Meters;
  /** Of the server itself: for access tokens, and for what only it may open. */
  secrets: ServerSecrets;
  passwords: Passwords;
  /** Sends mails whose links lead to this origin; without it, none are sent. */
  mail?: { mailer: Mailer; origin: string } | null;
  stunUrls: readonly string[];
  /** null: no TURN server is set up, and the app works without one. */
  turn: TurnSettings | null;
  relay: { bytes: RelayBytes; locks: UploadLocks; settings: RelaySettings };
  operation: OperatorSettings;
}

/** The one place where services meet adapters. */
export function compose(adapters: Adapters) {
  // Accounts come first, yet who may see whom is known to rooms made after them: asked when it is needed.
  const accounts = createAccountsService({
    ...adapters,
    areAcquainted: async (one, other) =>
      (await events.shareEvent(one, other)) || (await matches.areMatched(one, other)),
    areMatched: (one, other) => matches.areMatched(one, other),
    isOperatorName: (username) => operator.isOperatorName(username),
  });
  const devicesOf = async (account: AccountId) =>
    (await accounts.devicesOf(account, account)).map(({ deviceId }) => deviceId);
  const events = createEventsService({
    ...adapters,
    hereAmong: (ids) => adapters.presence.hereAmong(ids),
    matchesBetween: (viewer, others, eventId) => matches.matchesBetween(viewer, others, eventId),
    conversationOf: (eventId, account) => conversations.forEvent(eventId, account),
    hasMatches: (eventId) => matches.existAt(eventId),
  });
  const conversations = createConversationsService({
    ...adapters,
    isAttending: events.isAttending,
    attendedEventIds: events.attendedEventIds,
  });
  events.onAttendanceChanged(conversations.attendanceChanged);
  const matches = createMatchesService({
    ...adapters,
    announce: adapters.fanout.announce,
    isAttending: events.isAttending,
    eventNames: events.namesOf,
    people: accounts.people,
    ratedAmong: (rater, ids) => trust.ratedAmong(rater, ids),
    openConversation: (tx, [low, high]) => conversations.openForMatch(low, high, tx),
    conversationOpened: conversations.tellOpened,
  });
  const trust = createTrustService({
    ...adapters,
    announce: adapters.fanout.announce,
    matchForRating: matches.forRating,
    person: accounts.person,
    personSeenBy: accounts.publicProfile,
  });
  const ice = makeIceIssuer(adapters);
  const transfers = createTransfersService({
    ...adapters,
    announce: adapters.fanout.announce,
    partnerOf: matches.partnerForTransfer,
    openMatch: matches.openForTransfer,
    devicesOf,
    ice,
    hidesAddress: accounts.hidesAddress,
  });
  const offerKeys = createOfferKeysService({
    ...adapters,
    announce: adapters.fanout.announce,
    transfers,
    devicesOf: (account) => accounts.devicesOf(account, account),
  });
  const shares = createSharesService({ ...adapters, devicesOf, wholeBytesOf: (ids) => relay.wholeBytesOf(ids) });
  const downloads = createDownloadsService({
    ...adapters,
    shares,
    person: accounts.person,
    contentsOfShare: (id) => relay.contentsOfShare(id),
    wholeBytesOf: (ids) => relay.wholeBytesOf(ids),
  });
  const visitors = createVisitors({ ...adapters, downloads });
  const meeting = {
    ...adapters,
    announce: adapters.fanout.announce,
    ice,
    transfers,
    downloads,
    hidesAddress: accounts.hidesAddress,
  };
  const downloadMeetings = makeDownloadMeetings(meeting);
  const meetings = [downloadMeetings, makeTransferMeetings(meeting)];
  const signalling = createSignallingService({ ...meeting, meetings });
  const relayParts = { ...adapters, ...adapters.relay, announce: adapters.fanout.announce, transfers, shares };
  const segments = createSegmentsService({ ...relayParts, wholeChanged: shares.wholeChanged });
  const relay = createRelayService({ ...relayParts, segments });
  transfers.onEnded(relay.transferEnded);
  shares.onEnded(relay.shareEnded);
  const presence = createPresenceService({
    ...adapters,
    attendedEventIds: events.attendedEventIds,
    matchPartnerIds: matches.partnersOf,
  });
  const jobs = createJobsService(adapters);
  const operator = createOperatorService({
    ...adapters,
    jobs,
    takenAmong: accounts.takenAmong,
    usernameOf: async (account) => (await accounts.person(account)).username,
    endedSince: (since) => endedSince(adapters.db, since),
    openNow: () => openNow(adapters.db, adapters.clock.now()),
    relayStanding: () => relayStanding({ db: adapters.db, ...adapters.relay, now: adapters.clock.now() }),
  });
  const queue = createJobQueue(adapters);
  const sweepJobs = makeSweepJobs({ accounts, matches, transfers, shares, downloads, relay, operator, queue });
  return {
    accounts,
    events,
    conversations,
    matches,
    transfers,
    offerKeys,
    signalling,
    segments,
    relay,
    shares,
    downloads,
    downloadMeetings,
    visitors,
    presence,
    trust,
    operator,
    /** Says again what nodes know of each other, after they may have lost it. */
    restoreLiveState: async () => {
      await presence.restore();
      await signalling.restore();
    },
    /** Everything that keeps the connections of this node in order, until the returned function is called. */
    startTimers: () => {
      const stops = [presence.start(), signalling.start(), visitors.start(), shares.close];
      return () => {
        for (const stop of stops) stop();
      };
    },
    jobs,
    /** Does jobs, together with all other workers on this database. */
    startWorking: (how: Pick<WorkerParts, 'isAlone' | 'times'>) => {
      const schedules = createSchedules(adapters, sweepJobs.schedules);
      const { log, meters } = adapters;
      return makeWorker({ ...how, queue, schedules, handlers: sweepJobs.handlers, log, meters }).start();
    },
  };
}

export type Services = ReturnType<typeof compose>;
