import { randomUUID } from 'node:crypto';
import { newEventOf } from '../eventWorld.ts';
import { newRecoveryCodes } from '../recoveryCodes.ts';
import { newPublicKey, newSecret, newShareOf } from '../shareClient.ts';
import { type AccessWorld, type Caller, PASSWORD, type Side } from './accessWorld.ts';
import { accounts, anyone, attendees, guests, type Outcomes, parties } from './outcomes.ts';

/** One procedure: a valid input, made anew for each caller so that only who is asking decides, and what each meets. */
interface ProcedureRow {
  outcomes: Outcomes;
  input?(world: AccessWorld, by: Caller): unknown;
  /** Who of the two sides is the party; the one who made the thing, if not said otherwise. */
  as?: Side;
  /** It may end its caller's session, or take its device's place: each account that tries it is a new one. */
  byNewcomers?: true;
}

const ofTransfer =
  (state: 'offered' | 'accepted' = 'accepted') =>
  async (world: AccessWorld) => ({ transferId: await world.transfer(state) });
const ofMatch = (state?: 'accepted' | 'completed') => async (world: AccessWorld) => ({
  matchId: await world.match(state),
});
const ofEvent = async (world: AccessWorld) => ({ eventId: (await world.event()).eventId });
const atHome = ({ home }: AccessWorld) => ({ eventId: home.eventId });
const ofShare = async (world: AccessWorld) => ({ shareId: await world.share() });
const sealedKeyFor = ({ ben }: AccessWorld) => [{ deviceId: ben.deviceId, sealed: 'c2VhbGVk' }];

/** A job that failed for good. */
const deadJob = async ({ db }: AccessWorld) => {
  const jobId = randomUUID();
  const [createdAt, endedAt] = [new Date(), new Date()];
  await db.job.create({
    data: { id: jobId, kind: 'nothing', payload: {}, state: 'dead', maxFailures: 1, failures: 1, createdAt, endedAt },
  });
  return { jobId };
};

const ofAnEvent = parties('events.not_found', 'events.not_organiser', 'events.not_organiser');

/** Every procedure. One without a row here, or a row without a procedure, fails: who adds one decides who may call it. */
export const procedureRows: Record<string, ProcedureRow> = {
  'accounts.register': {
    outcomes: anyone('ok'),
    input: () => {
      const username = `new ${randomUUID().slice(0, 8)}`;
      return { username, email: `${username.replace(' ', '')}@example.org`, password: PASSWORD };
    },
    byNewcomers: true,
  },
  'accounts.logIn': {
    outcomes: anyone('ok'),
    input: () => ({ login: 'anna', password: PASSWORD }),
    byNewcomers: true,
  },
  'accounts.confirmLogIn': { outcomes: anyone('accounts.login_expired'), input: () => ({ code: '123456' }) },
  'accounts.logOut': { outcomes: anyone('ok'), byNewcomers: true },
  'accounts.refresh': { outcomes: accounts('ok'), byNewcomers: true },
  'accounts.me': { outcomes: accounts('ok') },
  'accounts.changePassword': {
    outcomes: accounts('ok'),
    input: () => ({ currentPassword: PASSWORD, newPassword: PASSWORD }),
    byNewcomers: true,
  },
  'accounts.updateProfile': { outcomes: accounts('ok'), input: () => ({ hidesAddress: false }) },
  // A person is seen by those who share an event or a match with them, and by nobody else.
  'accounts.publicProfile': {
    outcomes: attendees('accounts.not_found'),
    input: ({ anna }) => ({ accountId: anna.id }),
  },
  'accounts.sessions': { outcomes: accounts('ok') },
  'accounts.endSession': {
    outcomes: accounts('accounts.session_not_found', { party: 'ok' }),
    input: async (world) => {
      const { id } = await world.db.session.create({
        data: {
          id: randomUUID(),
          accountId: world.anna.id,
          refreshHash: '-',
          userAgent: '-',
          expiresAt: new Date('2099-01-01'),
        },
      });
      return { sessionId: id };
    },
  },
  'accounts.endOtherSessions': { outcomes: accounts('ok'), byNewcomers: true },
  'accounts.registerDevice': {
    outcomes: accounts('ok'),
    input: () => ({ deviceId: randomUUID(), publicKey: newPublicKey() }),
    byNewcomers: true,
  },
  // Keys are for whom one agreed to exchange with: being at the same event is not enough.
  'accounts.devicesOf': {
    outcomes: parties('accounts.not_found', 'ok', 'ok'),
    input: ({ anna }) => ({ accountId: anna.id }),
  },

  'secondFactor.state': { outcomes: accounts('ok') },
  'secondFactor.begin': { outcomes: accounts('ok'), input: () => ({ password: PASSWORD }), byNewcomers: true },
  'secondFactor.confirm': {
    outcomes: accounts('accounts.second_factor_off'),
    input: () => ({ code: '123456', recoveryCodes: newRecoveryCodes() }),
  },
  'secondFactor.renewRecoveryCodes': {
    outcomes: accounts('accounts.second_factor_off'),
    input: () => ({ password: PASSWORD, code: '123456', recoveryCodes: newRecoveryCodes() }),
  },
  'secondFactor.end': {
    outcomes: accounts('accounts.second_factor_off'),
    input: () => ({ password: PASSWORD, code: '123456' }),
  },

  'passwordReset.isOffered': { outcomes: anyone('ok') },
  // Here no mail is set up.
  'passwordReset.request': {
    outcomes: anyone('accounts.reset_not_offered'),
    input: () => ({ email: 'anna@example.org' }),
  },
  'passwordReset.finish': {
    outcomes: anyone('accounts.reset_link_ended'),
    input: () => ({ token: newSecret(), newPassword: PASSWORD }),
  },

  'events.create': { outcomes: accounts('ok'), input: () => newEventOf({ listed: false }) },
  'events.list': { outcomes: accounts('ok'), input: () => ({ when: 'mine', today: '2026-06-01' }) },
  'events.get': { outcomes: attendees('events.not_found'), input: atHome },
  'events.join': { outcomes: attendees('events.not_found'), input: atHome },
  // Whoever holds the code is invited.
  'events.joinByCode': {
    outcomes: accounts('ok'),
    input: async (world) => ({ code: (await world.event()).code }),
    // Who is at an event with someone is no stranger any more.
    byNewcomers: true,
  },
  'events.eventByCode': { outcomes: anyone('ok'), input: ({ home }) => ({ code: home.code }) },
  // Leaving what one is not at changes nothing, and tells nothing.
  'events.leave': { outcomes: accounts('ok', { organiser: 'events.organiser_cannot_leave' }), input: ofEvent },
  'events.attendees': { outcomes: attendees('events.not_found'), input: atHome },
  'events.update': {
    outcomes: { ...ofAnEvent, organiser: 'ok' },
    input: ({ home }) => ({
      ...newEventOf({ eventId: home.eventId, listed: false }),
      ...{ description: null, worldsdcId: null },
    }),
  },
  'events.newCode': { outcomes: { ...ofAnEvent, organiser: 'ok' }, input: ofEvent },
  // What one cannot see is gone already.
  'events.remove': {
    outcomes: accounts('ok', {
      party: 'events.not_organiser',
      counterpart: 'events.not_organiser',
      organiser: 'events.others_take_part',
    }),
    input: ofEvent,
  },

  'conversations.list': { outcomes: accounts('ok') },
  'conversations.get': {
    outcomes: parties('conversations.not_found', 'ok', 'ok'),
    input: ({ conversationId }) => ({ conversationId }),
  },
  'conversations.messages': {
    outcomes: parties('conversations.not_found', 'ok', 'ok'),
    input: ({ conversationId }) => ({ conversationId }),
  },
  'conversations.send': {
    outcomes: parties('conversations.not_found', 'ok', 'ok'),
    input: ({ conversationId }) => ({ conversationId, clientId: randomUUID(), content: 'hello' }),
  },

  // The refusal is the same for all who are not both at the event.
  'matches.propose': {
    outcomes: accounts('matches.not_at_event', { party: 'ok', organiser: 'ok', counterpart: 'matches.with_yourself' }),
    input: async (world) => ({ ...(await ofEvent(world)), matchId: randomUUID(), recipientId: world.ben.id }),
  },
  'matches.accept': {
    outcomes: parties('matches.not_found', 'ok', 'matches.not_recipient'),
    as: 'ben',
    input: ofMatch(),
  },
  'matches.decline': {
    outcomes: parties('matches.not_found', 'ok', 'matches.not_recipient'),
    as: 'ben',
    input: ofMatch(),
  },
  'matches.withdraw': { outcomes: parties('matches.not_found', 'ok', 'matches.not_proposer'), input: ofMatch() },
  'matches.content': { outcomes: parties('matches.not_found', 'ok', 'ok'), input: ofMatch('accepted') },
  'matches.list': { outcomes: accounts('ok'), input: () => ({ group: 'open' }) },
  'matches.get': { outcomes: parties('matches.not_found', 'ok', 'ok'), input: ({ matchId }) => ({ matchId }) },

  'transfers.offer': {
    outcomes: parties('matches.not_found', 'ok', 'accounts.device_unknown'),
    input: async (world) => ({
      ...(await ofMatch('accepted')(world)),
      transferId: randomUUID(),
      senderDeviceId: world.anna.deviceId,
      sealedManifest: 'c2VhbGVk',
      sealedKeys: sealedKeyFor(world),
      fileCount: 1,
      totalBytes: 1000,
    }),
  },
  'transfers.accept': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_recipient'),
    as: 'ben',
    input: async (world, by) => ({ ...(await ofTransfer('offered')(world)), deviceId: by.deviceId ?? randomUUID() }),
  },
  'transfers.refuse': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_recipient'),
    as: 'ben',
    input: ofTransfer('offered'),
  },
  'transfers.cancel': { outcomes: parties('transfers.not_found', 'ok', 'ok'), input: ofTransfer() },
  'transfers.complete': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_recipient'),
    as: 'ben',
    input: ofTransfer(),
  },
  'transfers.get': { outcomes: parties('transfers.not_found', 'ok', 'ok'), input: ofTransfer() },
  'transfers.sealedOffer': { outcomes: parties('transfers.not_found', 'ok', 'ok'), input: ofTransfer() },
  'transfers.wantKey': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_recipient'),
    as: 'ben',
    input: ofTransfer('offered'),
  },
  'transfers.devicesWithoutKey': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_sender'),
    input: ofTransfer('offered'),
  },
  'transfers.addKeys': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_sender'),
    input: async (world) => ({ ...(await ofTransfer('offered')(world)), sealedKeys: sealedKeyFor(world) }),
  },
  // Of a match of others one has sent and received nothing.
  'transfers.listByMatch': { outcomes: accounts('ok'), input: ({ matchId }) => ({ matchId }) },
  'transfers.listUnfinished': { outcomes: accounts('ok') },
  'transfers.iceServers': { outcomes: parties('transfers.not_found', 'ok', 'ok'), input: ofTransfer() },
  'transfers.routes': { outcomes: accounts('ok') },

  'relay.state': { outcomes: parties('transfers.not_found', 'ok', 'ok'), input: ofTransfer() },
  'relay.acknowledge': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_recipient'),
    as: 'ben',
    input: async (world) => {
      const transferId = await world.transfer();
      return { transferId, segmentId: await world.segment(transferId), badBlocks: [] };
    },
  },
  'relay.tellRoot': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_sender'),
    input: async (world) => ({ ...(await ofTransfer()(world)), file: 0, sealedRoot: 'A'.repeat(80) }),
  },
  'relay.tellHave': {
    outcomes: parties('transfers.not_found', 'ok', 'transfers.not_recipient'),
    as: 'ben',
    input: async (world) => ({ ...(await ofTransfer()(world)), epoch: 'an-epoch-of-it', have: [] }),
  },

  'trust.rate': {
    outcomes: parties('matches.not_found', 'ok', 'ok'),
    input: async (world) => ({
      ...(await ofMatch('completed')(world)),
      ...{ ratingId: randomUUID(), score: 5, wouldExchangeAgain: true },
    }),
  },
  'trust.ofMatch': { outcomes: parties('matches.not_found', 'ok', 'ok'), input: ({ matchId }) => ({ matchId }) },
  // Ratings of a person are for those who may see the person.
  'trust.list': { outcomes: attendees('accounts.not_found'), input: ({ anna }) => ({ accountId: anna.id }) },
  'trust.stats': { outcomes: attendees('accounts.not_found'), input: ({ anna }) => ({ accountId: anna.id }) },

  'operator.isMe': { outcomes: accounts('ok') },
  // To all but those whom the configuration names there is no operator's screen.
  'operator.overview': { outcomes: anyone('request.not_found', { operator: 'ok' }) },
  'operator.series': { outcomes: anyone('request.not_found', { operator: 'ok' }), input: () => ({ hours: 24 }) },
  'operator.deadLetters': { outcomes: anyone('request.not_found', { operator: 'ok' }) },
  'operator.retryJob': { outcomes: anyone('request.not_found', { operator: 'ok' }), input: deadJob },
  'operator.discardJob': { outcomes: anyone('request.not_found', { operator: 'ok' }), input: deadJob },
  'operator.retryDeadJobs': { outcomes: anyone('request.not_found', { operator: 'ok' }) },
  'operator.discardDeadJobs': { outcomes: anyone('request.not_found', { operator: 'ok' }) },
  'operator.turnTrials': { outcomes: anyone('request.not_found', { operator: 'ok' }) },

  'shares.create': {
    outcomes: accounts('ok'),
    input: (_world, by) => newShareOf(by.deviceId ?? (randomUUID() as never)),
  },
  'shares.mine': { outcomes: accounts('ok') },
  'shares.revoke': { outcomes: accounts('shares.not_found', { party: 'ok' }), input: ofShare },
  'shares.visitors': { outcomes: accounts('shares.not_found', { party: 'ok' }), input: ofShare },
  'shares.iceServers': {
    outcomes: accounts('shares.not_found', { party: 'ok' }),
    input: async (world) => ({ downloadId: (await world.guest()).downloadId }),
  },
  // Whoever has the link is let in.
  'shares.open': { outcomes: anyone('ok'), input: ofShare },
  'shares.facts': { outcomes: anyone('ok'), input: ofShare },
  'shares.unlock': {
    outcomes: anyone('ok'),
    input: async (world) => ({ ...(await ofShare(world)), accessToken: newSecret() }),
  },
  'shares.startDownload': {
    outcomes: anyone('ok'),
    input: async (world) => ({ ...(await ofShare(world)), downloadId: randomUUID(), token: newSecret() }),
  },
  'shares.download': { outcomes: guests('ok') },
  'shares.complete': { outcomes: guests('ok') },
  'shares.giveUp': { outcomes: guests('ok') },
  'shares.downloadIceServers': { outcomes: guests('ok') },
};
