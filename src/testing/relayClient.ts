import { randomUUID } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import type { AccountId, SegmentId, TransferId } from '../shared/core/ids.ts';
import { metadataOf, type NewSegment, segmentPath } from '../shared/transfers/relay.ts';
import type { startApp } from './startApp.ts';
import { makeTestBrowser } from './testBrowser.ts';

type Headers = Record<string, string>;
type Server = Awaited<ReturnType<typeof startApp>>;

const ofUpload = { 'content-type': 'application/offset+octet-stream' };

export const encodeMetadata = (metadata: Headers) =>
  Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

export function newSegmentOf(transferId: TransferId, change: Partial<NewSegment> = {}): NewSegment {
  const segmentId = randomUUID() as SegmentId;
  return { segmentId, transferId, file: 0, firstBlock: 0, blockCount: 1, sizeBytes: 5000, ...change };
}

/** A person who speaks tus by hand, over a real connection: each header can be left out or be a lie. */
export async function signUpAtRelay(server: Server, username: string) {
  const page = makeTestBrowser(server.app);
  const fields = { username, email: `${username}@example.org`, password: 'a long password' };
  const { data } = await page.mutate('accounts.register', fields);

  const headersWith = (headers: Headers): Headers => ({
    cookie: page.cookieHeader(),
    'tus-resumable': '1.0.0',
    ...headers,
  });
  const send = (method: string, path: string, headers: Headers = {}, body?: BodyInit) =>
    fetch(new URL(path, server.url), { method, headers: headersWith(headers), body, redirect: 'error' });

  return {
    ...page,
    id: (data as { id: string }).id as AccountId,
    request: send,
    create: (segment: NewSegment, headers: Headers = {}, body?: BodyInit) => {
      const declared = {
        'upload-length': `${segment.sizeBytes}`,
        'upload-metadata': encodeMetadata(metadataOf(segment)),
      };
      return send('POST', '/relay', { ...declared, ...(body && ofUpload), ...headers }, body);
    },
    head: (id: SegmentId, headers: Headers = {}) => send('HEAD', `/relay/${id}`, headers),
    patch: (id: SegmentId, offset: number, body: BodyInit, headers: Headers = {}) =>
      send('PATCH', `/relay/${id}`, { ...ofUpload, 'upload-offset': `${offset}`, ...headers }, body),
    delete: (id: SegmentId) => send('DELETE', `/relay/${id}`),
    download: (id: SegmentId, headers: Headers = {}) => send('GET', segmentPath(id), headers),
    /** A PATCH whose body is written, or cut off, by the test; the answer is awaited apart. */
    slowPatch(id: SegmentId, offset: number, headers: Headers = {}) {
      const all = headersWith({ ...ofUpload, 'upload-offset': `${offset}`, ...headers });
      const url = new URL(`/relay/${id}`, server.url);
      const upload: ClientRequest = request(url, { method: 'PATCH', headers: all, agent: false });
      const status = new Promise<number | undefined>((resolve) => {
        upload.on('response', (response) => resolve(response.resume().statusCode));
        upload.on('error', () => resolve(undefined));
      });
      return { upload, status };
    },
  };
}

export type PersonAtRelay = Awaited<ReturnType<typeof signUpAtRelay>>;

/** The code of a refusal, and its status. */
export async function refusalOf(answer: Promise<Response>): Promise<[status: number, code: string]> {
  const response = await answer;
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}
