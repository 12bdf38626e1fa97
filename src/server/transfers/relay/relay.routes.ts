import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../shared/core/errors.ts';
import { type AccountId, type SegmentId, segmentId } from '../../../shared/core/ids.ts';
import { RELAY_PATH } from '../../../shared/transfers/relay.ts';
import type { AccountsService } from '../../accounts/accounts.service.ts';
import { cookieJar } from '../../core/cookieJar.ts';
import type { OriginRule } from '../../core/originRule.ts';
import type { RateLimits } from '../../core/ports.ts';
import { sendSegment } from './sendSegment.ts';
import { makeTusDoor, type TusDoorParts } from './tusDoor.ts';

export interface RelayDoorParts extends TusDoorParts {
  accounts: Pick<AccountsService, 'principalOf'>;
  isAllowedOrigin: OriginRule;
  limits: RateLimits;
}

/** A connection on which nothing moves for so long is cut: what has come is kept. */
const IDLE_MS = 60_000;
type OfSegment = { Params: { segmentId: string } };

/** `/relay`: segments come in by tus, whose GET is left out, and go out as `/relay/segments/<id>`. */
export async function registerRelay(app: FastifyInstance, parts: RelayDoorParts): Promise<void> {
  const { segments } = parts;
  const tus = makeTusDoor(parts);

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<AccountId> {
    if (!parts.isAllowedOrigin(request.raw)) throw new DomainError('request.wrong_origin');
    const principal = await parts.accounts.principalOf(cookieJar(request, reply));
    if (!principal) throw new DomainError('accounts.not_signed_in');
    await parts.limits.spend('relay', principal.accountId);
    await parts.limits.spend('address', request.ip);
    reply.raw.setTimeout(IDLE_MS, () => reply.raw.destroy());
    return principal.accountId;
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
        return answer(reply, await tus(toWebRequest(request), { accountId }));
      },
    });
    door.route<OfSegment>({
      method: ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'],
      url: `${RELAY_PATH}/:segmentId`,
      handler: async (request, reply) => {
        const accountId = await admit(request, reply);
        const id = named(request);
        await segments.requireUploader(id, accountId);
        return answer(reply, await tus(toWebRequest(request), { accountId, segmentId: id }));
      },
    });
    door.route<OfSegment>({
      method: ['GET', 'HEAD'],
      url: `${RELAY_PATH}/segments/:segmentId`,
      handler: async (request, reply) => {
        const accountId = await admit(request, reply);
        const segment = await segments.findForRecipient(named(request), accountId);
        return sendSegment(request, reply, segment, segments.read);
      },
    });
  });
}

/** An address that can be no segment's is one that nobody has. */
function named(request: FastifyRequest<OfSegment>): SegmentId {
  const id = segmentId.safeParse(request.params.segmentId);
  if (!id.success) throw new DomainError('relay.not_found');
  return id.data;
}

/** Only what the protocol speaks of goes on to tus: cookies and what proxies add are no business of an upload. */
function toWebRequest({ raw, headers, method }: FastifyRequest): Request {
  const ofTus = Object.entries(headers).filter(([name]) => /^(tus-|upload-|content-(type|length)$)/.test(name));
  const hasBody = method === 'POST' || method === 'PATCH';
  return new Request(new URL(raw.url ?? '/', 'http://relay'), {
    method,
    headers: ofTus.map(([name, value]) => [name, String(value)]),
    body: hasBody ? Readable.toWeb(raw) : null,
    duplex: 'half',
  } as RequestInit);
}

async function answer(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.status(response.status);
  for (const [name, value] of response.headers) if (!name.startsWith('access-control-')) reply.header(name, value);
  const body = await response.text();
  if (body.startsWith('{')) reply.type('application/json');
  return reply.send(body);
}
