import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../shared/core/errors.ts';
import { type AccountId, type SegmentId, segmentId } from '../../../shared/core/ids.ts';
import { RELAY_PATH } from '../../../shared/transfers/relay.ts';
import type { AccountsService } from '../../accounts/accounts.service.ts';
import { cookieJar } from '../../core/cookieJar.ts';
import { networkOf } from '../../core/networkOf.ts';
import type { OriginRule } from '../../core/originRule.ts';
import type { RateLimits } from '../../core/ports.ts';
import type { DownloadsService } from '../shares/downloads.service.ts';
import { readBearer } from '../shares/downloadToken.ts';
import type { WholeSegment } from './segments.service.ts';
import { sendSegment } from './sendSegment.ts';
import { type Asker, makeTusDoor, type TusDoorParts } from './tusDoor.ts';
import { leaveRest, sendWebResponse, toWebRequest } from './webExchange.ts';

export interface RelayDoorParts extends TusDoorParts {
  accounts: Pick<AccountsService, 'principalOf'>;
  downloads: Pick<DownloadsService, 'principalOf' | 'hold'>;
  isAllowedOrigin: OriginRule;
  limits: RateLimits;
  /** Where the proxy in front sends segments from by itself (X-Accel-Redirect). */
  accel?: string | undefined;
}

/** A connection on which nothing moves for so long is cut: what has come is kept. */
const IDLE_MS = 60_000;
type OfSegment = { Params: { segmentId: string } };

/** `/relay`: segments come in by tus, whose GET is left out, and go out as `/relay/segments/<id>`. */
export async function registerRelay(app: FastifyInstance, parts: RelayDoorParts): Promise<void> {
  const { segments } = parts;
  const tusDoor = makeTusDoor(parts);
  const tus = async (request: FastifyRequest, reply: FastifyReply, asker: Asker) => {
    const answer = await tusDoor(toWebRequest(request), asker);
    leaveRest(request);
    return sendWebResponse(reply, answer);
  };

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<AccountId> {
    if (!parts.isAllowedOrigin(request.raw)) throw new DomainError('request.wrong_origin');
    const principal = await parts.accounts.principalOf(cookieJar(request, reply));
    if (!principal) throw new DomainError('accounts.not_signed_in');
    await parts.limits.spend('relay', principal.accountId);
    await parts.limits.spend('addressSignedIn', networkOf(request.ip));
    cutWhenIdle(reply);
    return principal.accountId;
  }

  /** For whoever takes a transfer, by session; for a visitor of a share, by the token of an open download [S7]. */
  async function findForReceiver(request: FastifyRequest<OfSegment>, reply: FastifyReply): Promise<WholeSegment> {
    if (request.headers.authorization === undefined) {
      const accountId = await admit(request, reply);
      return segments.findForRecipient(named(request), accountId);
    }
    if (!parts.isAllowedOrigin(request.raw)) throw new DomainError('request.wrong_origin');
    await parts.limits.spend('address', networkOf(request.ip));
    const download = await parts.downloads.principalOf(readBearer(request.headers.authorization));
    if (!download) throw new DomainError('shares.no_download');
    await parts.limits.spend('relay', download.downloadId);
    await parts.downloads.hold(download.downloadId);
    cutWhenIdle(reply);
    return segments.findOfShare(named(request), download.shareId);
  }

  await app.register(async (door) => {
    // The body is the upload: it is left to tus as it streams in.
    door.removeAllContentTypeParsers();
    door.addContentTypeParser('*', (_request, _body, done) => done(null));

    door.route({
      method: ['POST', 'OPTIONS'],
      url: RELAY_PATH,
      handler: async (request, reply) => {
        const accountId = await admit(request, reply);
        return tus(request, reply, { accountId });
      },
    });
    door.route<OfSegment>({
      method: ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'],
      url: `${RELAY_PATH}/:segmentId`,
      handler: async (request, reply) => {
        const accountId = await admit(request, reply);
        const id = named(request);
        await segments.requireUploader(id, accountId);
        return tus(request, reply, { accountId, segmentId: id });
      },
    });
    door.route<OfSegment>({
      method: ['GET', 'HEAD'],
      url: `${RELAY_PATH}/segments/:segmentId`,
      handler: async (request, reply) => {
        return sendSegment(request, reply, await findForReceiver(request, reply), segments.read, parts.accel);
      },
    });
  });
}

function cutWhenIdle(reply: FastifyReply): void {
  reply.raw.setTimeout(IDLE_MS, () => reply.raw.destroy());
}

/** An address that can be no segment's is one that nobody has. */
function named(request: FastifyRequest<OfSegment>): SegmentId {
  const id = segmentId.safeParse(request.params.segmentId);
  if (!id.success) throw new DomainError('relay.not_found');
  return id.data;
}
