import { describe, expect, it } from 'vitest';
import { noIce } from '../../../testing/harness/noIce.ts';
import { makeFakeLinks } from '../../../testing/harness/peerLinks/fakeLinks.ts';
import { answer, candidate, helloOf, offer, ours } from '../../../testing/harness/peerLinks/signals.ts';

describe('the offering side', () => {
  async function connected() {
    const side = makeFakeLinks('offering');
    await side.presence(true);
    await side.reset(helloOf('one'));
    await side.signal(answer(0));
    side.connections[0]?.becomes('connected');
    await side.settle();
    side.sent.length = 0;
    return side;
  }

  it('offers once the other side is there, and not before', async () => {
    const side = makeFakeLinks('offering');
    await side.settle();
    expect(side.connections).toHaveLength(0);
    await side.presence(true);
    expect(side.descriptions()).toEqual(['0/0 offer']);
  });

  it('keeps candidates until the answer is there, in order and without losing one', async () => {
    const side = makeFakeLinks('offering');
    await side.presence(true);
    await side.signal(candidate(0, 0, 'first'));
    await side.signal(candidate(0, 0, 'second'));
    await side.signal({ connId: 0, gen: 0, epoch: ours, candidate: null });
    await side.signal(answer(0));
    expect(side.connections[0]?.done.slice(1)).toEqual([
      'applied answer 0/0',
      'added first',
      'added second',
      'added the end',
    ]);
  });

  it('drops what belongs to another epoch or an old generation, and uses a second answer for nothing', async () => {
    const side = await connected();
    side.connections[0]?.becomes('failed');
    await side.settle();
    await side.signal(answer(0, 1));
    const before = side.connections[0]?.done.length;
    await side.signal(answer(0, 1));
    await side.signal(candidate(0, 0, 'old generation'));
    await side.signal(candidate(0, 1, 'other page', 'epoch of before'));
    expect(side.connections[0]?.done).toHaveLength(before ?? -1);
  });

  it('answers a message for a connection that it does not have with a reset', async () => {
    const side = await connected();
    await side.signal(candidate(7, 0, 'stale'));
    expect(side.resets()).toEqual([`7 ${ours}`]);
  });

  it('restarts at once after a failure, again later, and rebuilds in the end', async () => {
    const side = await connected();
    side.connections[0]?.becomes('failed');
    await side.settle();
    expect(side.descriptions()).toEqual(['0/1 offer']);
    await side.signal(answer(0, 1));
    await side.pass(8000);
    expect(side.descriptions()).toEqual(['0/1 offer', '0/2 offer']);
    await side.signal(answer(0, 2));
    await side.pass(7000);
    expect(side.descriptions().at(-1)).toBe('1/0 offer');
    expect(side.resets()).toEqual([`0 ${ours}`]);
    expect(side.connections[0]?.done.at(-1)).toBe('closed');
  });

  it('leaves a short disconnect alone', async () => {
    const side = await connected();
    side.connections[0]?.becomes('disconnected');
    await side.pass(2900);
    side.connections[0]?.becomes('connected');
    await side.pass(60_000);
    expect(side.sent).toEqual([]);
  });

  it('restarts at once on a change of network, then at most once in five seconds', async () => {
    const side = await connected();
    const answerAll = async () => {
      const last = side.sent.findLast((it) => 'gen' in it);
      if (last && 'gen' in last) await side.signal(answer(0, last.gen));
    };
    await side.networkChanges();
    expect(side.descriptions()).toEqual(['0/1 offer']);
    await answerAll();
    for (const _ of [1, 2, 3]) {
      await side.pass(1000);
      await side.networkChanges();
    }
    expect(side.descriptions()).toEqual(['0/1 offer']);
    await side.pass(2000);
    expect(side.descriptions()).toEqual(['0/1 offer', '0/2 offer']);
    await answerAll();
    await side.pass(60_000);
    expect(side.descriptions()).toHaveLength(2);
  });

  it('restarts when the other side asks, by a signal that carries nothing', async () => {
    const side = await connected();
    await side.signal({ connId: 0, gen: 0, epoch: ours });
    expect(side.descriptions()).toEqual(['0/1 offer']);
  });

  it('does not restart again for being asked again within five seconds', async () => {
    const side = await connected();
    const question = { connId: 0, gen: 0, epoch: ours };
    await side.signal(question);
    await side.signal(answer(0, 1));
    await side.pass(4000);
    await side.signal(question);
    expect(side.descriptions()).toEqual(['0/1 offer']);
    await side.pass(1000);
    await side.signal(question);
    expect(side.descriptions()).toEqual(['0/1 offer', '0/2 offer']);
  });

  it('ignores an offer that meets its own', async () => {
    const side = await connected();
    await side.signal({ connId: 0, gen: 0, epoch: ours });
    await side.signal(offer(0, 1, ours));
    expect(side.connections[0]?.done).not.toContain('rolled back');
    await side.signal(answer(0, 1));
    expect(side.connections[0]?.done.at(-1)).toBe('applied answer 0/1');
  });

  it('sends nothing while the other side is away, and repairs what is broken on its return', async () => {
    const side = await connected();
    await side.presence(false);
    side.connections[0]?.becomes('failed');
    await side.pass(60_000);
    expect(side.sent).toEqual([]);
    await side.presence(true);
    expect(side.descriptions()).toEqual(['0/1 offer']);
  });

  it('keeps what works when the same page returns, and replaces it when another page says hello', async () => {
    const side = await connected();
    await side.presence(false);
    await side.presence(true);
    await side.reset(helloOf('one'));
    expect(side.told.handed).toEqual([0]);
    expect(side.sent).toEqual([{ connId: 0, gen: 0, epoch: ours }]);
    await side.reset(helloOf('two'));
    expect(side.told.handed).toEqual([0, 1]);
    expect(side.descriptions()).toEqual(['1/0 offer']);
  });

  it.each([
    ['a candidate', candidate(0, 0, 'slow to resolve')],
    ['an answer', answer(0, 1)],
  ])('builds the next connection though this one ended with %s under way', async (_, late) => {
    const side = await connected();
    side.connections[0]?.becomes('failed');
    await side.settle();
    if (side.connections[0]) side.connections[0].isSlow = true;
    await side.signal(late);
    side.connections[0]?.ends();
    await side.settle();
    expect(side.descriptions().at(-1)).toBe('1/0 offer');
  });

  it('builds the next connection as soon as the other side ended this one', async () => {
    const side = await connected();
    side.connections[0]?.ends();
    await side.settle();
    expect(side.descriptions()).toEqual(['1/0 offer']);
  });

  it('says after the first rebuild that no connection can be made, once, and tries on, slowly after the third', async () => {
    const side = makeFakeLinks('offering');
    await side.presence(true);
    await side.pass(29_000);
    expect(side.told).toMatchObject({ unreachable: 0, handed: [0, 1] });
    await side.pass(2000);
    expect(side.told).toMatchObject({ unreachable: 1, handed: [0, 1, 2] });
    await side.pass(30_000);
    expect(side.told).toMatchObject({ unreachable: 1, handed: [0, 1, 2, 3] });
    await side.pass(30_000);
    expect(side.told).toMatchObject({ unreachable: 1, handed: [0, 1, 2, 3, 4] });
    await side.pass(20_000);
    await side.networkChanges();
    expect(side.told.handed).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('says at once that no connection can be made where the address is hidden and there is no server', async () => {
    const hidden = { ...noIce, ask: async () => ({ ...(await noIce.ask()), transportPolicy: 'relay' as const }) };
    const side = makeFakeLinks('offering', hidden);
    await side.presence(true);
    await side.settle();
    expect(side.told.unreachable).toBe(1);
  });

  it('builds all connections anew when the count goes to none and back', async () => {
    const side = await connected();
    side.links.setCount(0);
    side.links.setCount(2);
    await side.settle();
    expect(side.told.handed).toEqual([0, 1, 2]);
    expect(side.resets()).toEqual([`0 ${ours}`]);
  });

  it('tells the other side when it closes, and does nothing more', async () => {
    const side = await connected();
    side.links.close();
    expect(side.resets()).toEqual([`0 ${ours}`]);
    await side.presence(true);
    await side.pass(60_000);
    expect(side.told.handed).toEqual([0]);
  });
});
