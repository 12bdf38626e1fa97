import { metadataOf, segmentPath } from '../../shared/transfers/relay.ts';
import { encodeMetadata, newSegmentOf } from '../relayClient.ts';
import type { AccessWorld, Side } from './accessWorld.ts';
import { accounts, anyone, type Outcomes, parties } from './outcomes.ts';

interface Asked {
  url: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

/** One HTTP route, as `METHOD path`. */
interface RequestRow {
  outcomes: Outcomes;
  ask(world: AccessWorld): Asked | Promise<Asked>;
  as?: Side;
}

const open = (url: string): RequestRow => ({ outcomes: anyone('ok'), ask: () => ({ url }) });
const tus = { 'tus-resumable': '1.0.0' };
const ofUpload = { 'content-type': 'application/offset+octet-stream' };
const bytes = new Uint8Array(5000);

/** To a HEAD there is no body that could say why. */
const withoutBody = (outcomes: Outcomes, statusOf: Record<string, number>): Outcomes =>
  Object.fromEntries(
    Object.entries(outcomes).map(([role, outcome]) => [role, statusOf[outcome] ?? outcome]),
  ) as Outcomes;
const headStatuses = { 'accounts.not_signed_in': 401, 'shares.no_download': 401, 'relay.not_found': 404 };

const uploaders = accounts('relay.not_found', { party: 'ok' });
// A guest's token opens segments of its share, and this is a transfer's.
const recipients: Outcomes = { ...accounts('relay.not_found', { party: 'ok' }), guest: 'relay.not_found' };

const ofBegun = async (world: AccessWorld) => world.segment(await world.transfer(), false);
const ofWhole = async (world: AccessWorld) => world.segment(await world.transfer());

const createUpload = async (world: AccessWorld): Promise<Asked> => {
  const segment = newSegmentOf(await world.transfer());
  const headers = { 'upload-length': `${segment.sizeBytes}`, 'upload-metadata': encodeMetadata(metadataOf(segment)) };
  return { url: '/relay', headers: { ...tus, ...headers } };
};

/** Which routes the procedures behind them answer for. */
const procedures: RequestRow = {
  outcomes: anyone('request.not_found'),
  ask: () => ({
    url: '/trpc/nothing.there',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode('{}'),
  }),
};

/** Every route. The web app's files are for everyone: nothing in them is anyone's. */
export const requestRows: Record<string, RequestRow> = {
  'GET /health/live': open('/health/live'),
  'HEAD /health/live': open('/health/live'),
  'GET /health/ready': open('/health/ready'),
  'HEAD /health/ready': open('/health/ready'),

  // Without a token in the configuration there is nothing here, for the operator's account neither.
  'GET /metrics': { outcomes: anyone('request.not_found'), ask: () => ({ url: '/metrics' }) },
  'HEAD /metrics': { outcomes: anyone(404), ask: () => ({ url: '/metrics' }) },

  'GET /trpc/:path': procedures,
  'POST /trpc/:path': procedures,
  'PUT /trpc/:path': procedures,
  'PATCH /trpc/:path': procedures,
  'DELETE /trpc/:path': procedures,
  'OPTIONS /trpc/:path': procedures,
  'QUERY /trpc/:path': procedures,
  'TRACE /trpc/:path': procedures,
  // Warms a connection, asks nothing.
  'HEAD /trpc/:path': open('/trpc/nothing.there'),

  // Of someone who is behind no live link one must have an account to see the picture; here there is none to see.
  'GET /avatars/:account/:hash': {
    outcomes: accounts('request.not_found'),
    ask: ({ people }) => ({ url: `/avatars/${people.cleo.id}/0123456789abcdef` }),
  },
  'HEAD /avatars/:account/:hash': {
    outcomes: withoutBody(accounts('request.not_found'), { ...headStatuses, 'request.not_found': 404 }),
    ask: ({ people }) => ({ url: `/avatars/${people.cleo.id}/0123456789abcdef` }),
  },

  // Whose transfer it is decides the service: to all but its sender there is none.
  'POST /relay': { outcomes: parties('transfers.not_found', 'ok', 'transfers.not_sender'), ask: createUpload },
  'OPTIONS /relay': { outcomes: accounts('ok'), ask: () => ({ url: '/relay' }) },
  'HEAD /relay/:segmentId': {
    outcomes: withoutBody(uploaders, headStatuses),
    ask: async (world) => ({ url: `/relay/${await ofBegun(world)}`, headers: tus }),
  },
  'PATCH /relay/:segmentId': {
    outcomes: uploaders,
    ask: async (world) => ({
      url: `/relay/${await ofBegun(world)}`,
      headers: { ...tus, ...ofUpload, 'upload-offset': '0' },
      body: bytes,
    }),
  },
  'DELETE /relay/:segmentId': {
    outcomes: uploaders,
    ask: async (world) => ({ url: `/relay/${await ofBegun(world)}`, headers: tus }),
  },
  'OPTIONS /relay/:segmentId': {
    outcomes: uploaders,
    ask: async (world) => ({ url: `/relay/${await ofBegun(world)}`, headers: tus }),
  },
  'GET /relay/segments/:segmentId': {
    outcomes: recipients,
    as: 'ben',
    ask: async (world) => ({ url: segmentPath(await ofWhole(world)) }),
  },
  'HEAD /relay/segments/:segmentId': {
    outcomes: withoutBody(recipients, headStatuses),
    as: 'ben',
    ask: async (world) => ({ url: segmentPath(await ofWhole(world)) }),
  },

  'GET /': open('/'),
  'HEAD /': open('/'),
  'GET /index.html': open('/index.html'),
  'HEAD /index.html': open('/index.html'),
};
