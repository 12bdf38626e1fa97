import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../harness/browsers.ts';
import { makePair, type Pair, type Role } from '../harness/peerLinks/pair.ts';
import { type ServedPages, servePages } from '../harness/servePages.ts';
import { watchPeers } from './support/noPeers.ts';

describe('peer connections between two browsers', () => {
  let pages: ServedPages;
  let browsers: Record<Role, Browser>;
  let pair: Pair;

  beforeAll(async () => {
    pages = await servePages();
    browsers = { offering: await launchBrowser(), answering: await launchBrowser() };
  });
  afterAll(async () => {
    await Promise.all([browsers?.offering.close(), browsers?.answering.close()]);
    await pages?.close();
  });
  beforeEach(async () => {
    pair = await makePair(browsers, pages.url('peerLinks/index.html'));
  });
  afterEach(() => pair?.close());

  async function connect() {
    await pair.start('offering');
    await pair.start('answering');
    await pair.presence(true);
    return pair.untilOpen(1);
  }

  const echo = (role: Role) => pair.page[role].evaluate(() => window.harness.echo('are you there'));

  it('connect on the first offer, which only the offering side makes', async () => {
    expect(await connect()).toEqual([0]);
    expect(await echo('offering')).toEqual([0]);
    expect(await echo('answering')).toEqual([0]);
    const offers = pair.sent.filter(
      ({ envelope }) => envelope.kind === 'signal' && envelope.payload.description?.type === 'offer',
    );
    expect(offers.length).toBeGreaterThan(0);
    expect(offers.every(({ from }) => from === 'offering')).toBe(true);
    const [stats] = await pair.page.offering.evaluate(() => window.harness.stats());
    expect(stats).toMatchObject({ connId: 0, state: 'connected', route: 'direct' });
    expect((await pair.snapshot('answering')).maxMessageSizes[0]).toBeGreaterThanOrEqual(65_535);
  });

  it('are sealed by DTLS, to whom the descriptions name', async () => {
    for (const role of ['offering', 'answering'] as const) {
      await watchPeers({ page: pair.page[role] });
      await pair.reload(role);
    }
    await connect();
    const told = { offering: fingerprintsToldBy('offering'), answering: fingerprintsToldBy('answering') };
    for (const [role, other] of [
      ['offering', 'answering'],
      ['answering', 'offering'],
    ] as const) {
      const [transport] = await pair.page[role].evaluate(readTransports);
      expect(transport).toEqual({ dtlsState: 'connected', own: expect.any(String), others: expect.any(String) });
      expect(told[role]).toContain(transport!.own);
      expect(told[other]).toContain(transport!.others);
    }
  });

  const fingerprintsToldBy = (role: Role) =>
    pair.sent.flatMap(({ from, envelope }) =>
      from === role && envelope.kind === 'signal'
        ? [...(envelope.payload.description?.sdp ?? '').matchAll(/^a=fingerprint:sha-256 (\S+)/gm)].map(([, it]) => it)
        : [],
    );

  it('make no offer before the other side is there', async () => {
    await pair.start('offering');
    await pair.start('answering');
    await pair.presence(true, ['answering']);
    await expect.poll(() => pair.sent.length).toBeGreaterThan(0);
    expect(pair.sent.every(({ envelope }) => envelope.kind === 'reset')).toBe(true);
  });

  it('hand their channels out while they can still go to a worker', async () => {
    await pair.start('offering', { useWorker: true });
    await pair.start('answering', { useWorker: true });
    await pair.presence(true);
    expect(await pair.untilOpen(1)).toEqual([0]);
  });

  it('grow to three and shrink to one', async () => {
    await connect();
    await pair.page.offering.evaluate(() => window.harness.setCount(3));
    expect(await pair.untilOpen(3)).toEqual([0, 1, 2]);
    expect(await echo('offering')).toEqual([0, 1, 2]);
    await pair.page.offering.evaluate(() => window.harness.setCount(1));
    expect(await pair.untilOpen(1)).toEqual([0]);
    expect((await pair.snapshot('answering')).states).toMatchObject({ 1: 'closed', 2: 'closed' });
  });

  it.each([
    { told: 'told that it left and came back', isTold: true, isHelloLost: false },
    { told: 'told nothing', isTold: false, isHelloLost: false },
    { told: 'not even by its hello', isTold: false, isHelloLost: true },
  ])('are fresh within seconds after the answering page reloads, $told', async ({ isTold, isHelloLost }) => {
    await connect();
    pair.passes = (from, { kind }) => !(isHelloLost && from === 'answering' && kind === 'reset');
    if (isTold) await pair.presence(false, ['offering']);
    await pair.reload('answering');
    await pair.start('answering');
    await pair.presence(true, isTold ? ['offering', 'answering'] : ['answering']);
    const open = await pair.untilOpen(1, 6000);
    expect(open[0]).toBeGreaterThan(0);
    expect(await echo('offering')).toEqual(open);
  });

  it.each([
    { heard: 'by the hello of the next page', isHelloLost: false, withinMs: 6000 },
    { heard: 'by ICE alone', isHelloLost: true, withinMs: 20_000 },
  ])('are fresh after the answering page crashed without a word, $heard', async ({ isHelloLost, withinMs }) => {
    await connect();
    pair.passes = (from, { kind, payload }) =>
      !(isHelloLost && from === 'answering' && kind === 'reset' && payload.epoch.startsWith('hello:'));
    await pair.crash('answering');
    await pair.start('answering');
    await pair.presence(true, ['answering']);
    const open = await pair.untilOpen(1, withinMs);
    expect(open[0]).toBeGreaterThan(0);
    expect(await echo('offering')).toEqual(open);
  });

  it('are fresh within seconds after the offering page reloads', async () => {
    await connect();
    await pair.reload('offering');
    await pair.start('offering');
    await pair.presence(true, ['offering']);
    await expect.poll(async () => (await pair.snapshot('answering')).handed, { timeout: 6000 }).toEqual([0, 0]);
    expect(await pair.untilOpen(1, 6000)).toEqual([0]);
    expect(await echo('offering')).toEqual([0]);
  });

  it('are kept when only the signalling is cut and comes back', async () => {
    await connect();
    pair.passes = () => false;
    await pair.presence(false);
    expect(await echo('offering')).toEqual([0]);
    pair.passes = () => true;
    await pair.presence(true);
    expect(await echo('answering')).toEqual([0]);
    expect((await pair.snapshot('offering')).handed).toEqual([0]);
    expect((await pair.snapshot('answering')).handed).toEqual([0]);
  });

  it('heal when every candidate of the first generation is lost', async () => {
    pair.passes = (_, { kind, payload }) =>
      kind !== 'signal' || payload.gen > 0 || (payload.description !== undefined && stripped(payload.description));
    await pair.start('offering');
    await pair.start('answering');
    await pair.presence(true);
    expect(await pair.untilOpen(1, 12_000)).toEqual([0]);
    expect(pair.sent.some(({ envelope }) => envelope.kind === 'signal' && envelope.payload.gen === 1)).toBe(true);
  });

  it.each(['offer', 'answer'] as const)('heal when the first %s of each connection is lost', async (type) => {
    const lost = new Set<number>();
    pair.passes = (_, { kind, payload }) => {
      if (kind !== 'signal' || payload.description?.type !== type || lost.has(payload.connId)) return true;
      lost.add(payload.connId);
      return false;
    };
    await connect();
    await pair.page.offering.evaluate(() => window.harness.setCount(3));
    expect(await pair.untilOpen(3, 12_000)).toEqual([0, 1, 2]);
  });

  it('are called unreachable after two tries in vain, and come up when the way is free again', async () => {
    const hasten = (times: number) => pair.page.offering.evaluate((wanted) => window.harness.hasten(wanted), times);
    pair.passes = (from, { kind }) => !(from === 'answering' && kind === 'signal');
    // Half a minute of trying.
    await hasten(6);
    await pair.start('offering');
    await pair.start('answering');
    await pair.presence(true);
    await expect.poll(async () => (await pair.snapshot('offering')).unreachable).toBe(1);
    await hasten(1);
    pair.passes = () => true;
    await pair.presence(true);
    const [fresh] = await pair.untilOpen(1);
    expect(fresh).toBeGreaterThanOrEqual(2);
  });
});

/** In the page: how each peer connection is sealed, and by whose certificates. */
async function readTransports() {
  const { live } = window as unknown as { live: Set<RTCPeerConnection> };
  const reports = await Promise.all([...live].map((connection) => connection.getStats()));
  return reports.flatMap((report) => {
    const all = [...(report as unknown as Map<string, RTCStats>).values()];
    const certificates = new Map(
      all.map((entry) => [entry.id, (entry as RTCStats & { fingerprint?: string }).fingerprint]),
    );
    return all
      .filter((entry): entry is RTCTransportStats => entry.type === 'transport')
      .map(({ dtlsState, localCertificateId, remoteCertificateId }) => ({
        dtlsState,
        own: certificates.get(localCertificateId ?? ''),
        others: certificates.get(remoteCertificateId ?? ''),
      }));
  });
}

/** Early descriptions carry no candidates; one that does would make the test meaningless. */
function stripped(description: { sdp: string }): boolean {
  return !description.sdp.includes('a=candidate');
}
