import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SegmentId, TransferId } from '../../../shared/core/ids.ts';
import { segmentPath } from '../../../shared/transfers/relay.ts';
import { newSegmentOf, type PersonAtRelay, refusalOf, signUpAtRelay } from '../../../testing/relayClient.ts';
import {
  anna,
  begun,
  ben,
  cleo,
  clock,
  newTransfer,
  offsetOf,
  rows,
  server,
  setUpRelayDoor,
  transferId,
} from '../../../testing/relayDoorWorld.ts';

setUpRelayDoor();

describe('[R4] who may not', () => {
  const verbs = ['HEAD', 'PATCH', 'DELETE', 'GET'] as const;
  const headersOf = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };

  async function ask(
    who: PersonAtRelay,
    verb: (typeof verbs)[number],
    id: string,
    headers: Record<string, string> = {},
  ) {
    const path = verb === 'GET' ? segmentPath(id as SegmentId) : `/relay/${id}`;
    const answer = await who.request(verb, path, { ...headersOf, ...headers });
    const body = verb === 'HEAD' ? null : await answer.text();
    return [answer.status, body];
  }

  test.each(verbs)('%s: a stranger, and the other party, meet what an unknown id meets', async (verb) => {
    const { segmentId } = await begun();
    await anna.patch(segmentId, 0, randomBytes(5000));
    const unknown = await ask(cleo, verb, randomUUID());
    expect(unknown[0]).toBe(404);
    expect(await ask(cleo, verb, segmentId)).toEqual(unknown);
    expect(await ask(verb === 'GET' ? anna : ben, verb, segmentId)).toEqual(unknown);
    expect(await offsetOf(newSegmentOf(transferId, { segmentId }))).toBe(5000);
  });

  test.each([...verbs, 'POST', 'OPTIONS'] as const)(
    '%s: whoever is not signed in, or came from elsewhere',
    async (verb) => {
      const { segmentId } = await begun();
      const path = verb === 'POST' ? '/relay' : verb === 'GET' ? segmentPath(segmentId) : `/relay/${segmentId}`;
      for (const cookie of ['', 'spotlight-access=x', 'access=x']) {
        expect((await anna.request(verb, path, { ...headersOf, cookie })).status).toBe(401);
      }
      const foreign = await anna.request(verb, path, { ...headersOf, origin: 'https://evil.example' });
      expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      const crossSite = await anna.request(verb, path, { ...headersOf, 'sec-fetch-site': 'cross-site' });
      expect(crossSite.status).toBe(403);
      expect(await offsetOf(newSegmentOf(transferId, { segmentId }))).toBe(0);
    },
  );

  test('a page of the very host may', async () => {
    const { segmentId } = await begun();
    const answer = await anna.head(segmentId, { origin: server.url });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  test('an ended access token is refused, also for what it began', async () => {
    const eve = await signUpAtRelay(server, `eve-${randomUUID().slice(0, 8)}`);
    await newTransfer(eve.id, ben.id);
    const segment = newSegmentOf(transferId);
    await eve.create(segment);
    clock.move(15 * 60_000);
    expect(await refusalOf(eve.patch(segment.segmentId, 0, randomBytes(10)))).toEqual([401, 'accounts.not_signed_in']);
    await eve.mutate('accounts.refresh');
    expect((await eve.patch(segment.segmentId, 0, randomBytes(10))).status).toBe(204);
    for (const who of [anna, ben, cleo]) await who.mutate('accounts.refresh');
  });

  test('the recipient begins nothing, and nobody for a transfer of others', async () => {
    const segment = newSegmentOf(transferId);
    expect(await refusalOf(ben.create(segment))).toEqual([403, 'transfers.not_sender']);
    expect(await refusalOf(cleo.create(segment))).toEqual([404, 'transfers.not_found']);
    const nowhere = newSegmentOf(randomUUID() as TransferId);
    expect(await refusalOf(anna.create(nowhere))).toEqual([404, 'transfers.not_found']);
    expect(await rows()).toBe(0);
  });
});
