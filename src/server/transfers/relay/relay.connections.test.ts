import { randomBytes } from 'node:crypto';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DomainError } from '../../../shared/core/errors.ts';
import { metadataOf, SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import { encodeMetadata, newSegmentOf } from '../../../testing/relayClient.ts';
import { anna, begun, server, setUpRelayDoor, store, transferId } from '../../../testing/relayDoorWorld.ts';

setUpRelayDoor();
beforeEach(() => void Object.assign(store.settings, { accountBytes: 1e9, maxBytes: 1e9 }));

/** More than a connection holds by itself: someone has to take it out. */
const BODY_BYTES = 32 * SEALED_BLOCK_BYTES;

/** As a proxy has it: one connection to this node, on which anybody's request may be next. */
function oneConnection() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (method: string, path: string, headers: OutgoingHttpHeaders = {}, body?: Buffer) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request(new URL(path, server.url), { method, headers, agent }, (answer: IncomingMessage) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      });
      asked.on('error', reject).end(body);
    });
  return { ask, close: () => agent.destroy() };
}

const upload = (more: OutgoingHttpHeaders): OutgoingHttpHeaders => ({
  cookie: anna.cookieHeader(),
  'tus-resumable': '1.0.0',
  'content-type': 'application/offset+octet-stream',
  'content-length': BODY_BYTES,
  ...more,
});

describe('after an upload that was refused, the next request on its connection is answered', () => {
  const sized = { blockCount: 32, sizeBytes: BODY_BYTES };
  const body = randomBytes(BODY_BYTES);
  const creation = () => {
    const segment = newSegmentOf(transferId, sized);
    return upload({ 'upload-length': BODY_BYTES, 'upload-metadata': encodeMetadata(metadataOf(segment)) });
  };

  test.each([
    ['there is no room', 507, creation],
    ['it is of another version of the protocol', 412, () => ({ ...creation(), 'tus-resumable': '0.2.2' })],
    ['nobody is signed in', 401, () => ({ ...creation(), cookie: '' })],
  ])('at its creation: %s', async (_why, status, headers) => {
    const { settings } = store;
    const was = { ...settings };
    if (status === 507) settings.keepFreeBytes = 1e18;
    const { ask, close } = oneConnection();
    expect(await ask('POST', '/relay', headers(), body)).toBe(status);
    Object.assign(settings, was);
    expect(await ask('GET', '/health/live')).toBe(200);
    close();
  });

  test('it goes on from the wrong place', async () => {
    const { segmentId } = await begun(sized);
    const { ask, close } = oneConnection();
    expect(
      await ask(
        'PATCH',
        `/relay/${segmentId}`,
        upload({ 'upload-offset': 7, 'content-length': 999 }),
        body.subarray(0, 999),
      ),
    ).toBe(409);
    expect(await ask('GET', '/health/live')).toBe(200);
    close();
  });

  test('the disk is full in the middle of it', async () => {
    const { segmentId } = await begun(sized);
    const append = vi.spyOn(store.bytes, 'append').mockImplementation(async (_id, _offset, source) => {
      for await (const _ of source) throw new DomainError('relay.full');
      return 0;
    });
    const { ask, close } = oneConnection();
    expect(await ask('PATCH', `/relay/${segmentId}`, upload({ 'upload-offset': 0 }), body)).toBe(507);
    append.mockRestore();
    expect(await ask('GET', '/health/live')).toBe(200);
    close();
  });
});
