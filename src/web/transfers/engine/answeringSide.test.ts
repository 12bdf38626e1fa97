import { describe, expect, it } from 'vitest';
import type { IceSetup } from '../../../shared/transfers/transfer.ts';
import { noIce } from '../../../testing/harness/noIce.ts';
import { makeFakeLinks } from '../../../testing/harness/peerLinks/fakeLinks.ts';
import { candidate, offer } from '../../../testing/harness/peerLinks/signals.ts';

describe('the answering side', () => {
  async function connected() {
    const side = makeFakeLinks('answering');
    await side.presence(true);
    await side.signal(offer(0));
    side.connections[0]?.becomes('connected');
    await side.settle();
    return side;
  }

  it('announces its page, and again before its first answer', async () => {
    const side = makeFakeLinks('answering');
    await side.presence(true);
    await side.signal(offer(3));
    expect(side.told.handed).toEqual([3]);
    expect(side.sent.map((it) => ('gen' in it ? it.description?.type : it.epoch.slice(0, 6)))).toEqual([
      'hello:',
      'hello:',
      'answer',
    ]);
  });

  it('keeps candidates that overtake their offer', async () => {
    const side = makeFakeLinks('answering');
    await side.signal(candidate(0, 0, 'early', 'epoch-one'));
    await side.signal(offer(0));
    expect(side.connections[0]?.done).toEqual(['applied offer epoch-one 0/0', 'made answer', 'added early']);
  });

  it('answers an offer that comes twice with the same answer', async () => {
    const side = await connected();
    await side.signal(offer(0));
    const answers = side.sent.flatMap((it) => ('gen' in it && it.description ? [it.description.sdp] : []));
    expect(answers).toEqual(['answer 1 of answering 0', 'answer 1 of answering 0']);
    expect(side.told.handed).toEqual([0]);
  });

  it('leaves the old connections when the offering page is a new one, for good', async () => {
    const side = await connected();
    await side.signal(offer(0, 0, 'epoch-two'));
    expect(side.connections[0]?.done.at(-1)).toBe('closed');
    await side.signal(offer(1, 0, 'epoch-one'));
    await side.signal(candidate(0, 0, 'late', 'epoch-one'));
    expect(side.told.handed).toEqual([0, 0]);
    expect(side.connections[1]?.done).toEqual(['applied offer epoch-two 0/0', 'made answer']);
  });

  it('resets a connection that an earlier page of this device had', async () => {
    const side = makeFakeLinks('answering');
    await side.signal(offer(4, 2));
    expect(side.resets()).toEqual(['4 epoch-one']);
    expect(side.connections).toHaveLength(0);
  });

  it('says of a connection that it does not know, when asked, that it is none', async () => {
    const side = await connected();
    await side.signal({ connId: 0, gen: 0, epoch: 'epoch-one' });
    expect(side.resets().filter((reset) => !reset.includes('hello'))).toEqual([]);
    await side.signal({ connId: 9, gen: 0, epoch: 'epoch-one' });
    expect(side.resets().at(-1)).toBe('9 epoch-one');
  });

  it('asks for a restart when its network changes, and makes no offer itself', async () => {
    const side = await connected();
    await side.networkChanges();
    expect(side.sent.at(-1)).toEqual({ connId: 0, gen: 0, epoch: 'epoch-one' });
    await side.signal(offer(0, 1));
    expect(side.descriptions().at(-1)).toBe('0/1 answer');
  });

  it('yields when its own offer meets one', async () => {
    const side = await connected();
    side.connections[0]?.onnegotiationneeded?.();
    await side.settle();
    expect(side.descriptions().at(-1)).toBe('0/0 offer');
    await side.signal(offer(0, 1));
    expect(side.connections[0]?.done).toContain('rolled back');
    expect(side.descriptions().at(-1)).toBe('0/1 answer');
  });

  it('builds no more connections than an honest side would ever open', async () => {
    const side = makeFakeLinks('answering');
    for (let connId = 0; connId < 20; connId += 1) await side.signal(offer(connId));
    expect(side.connections).toHaveLength(16);
    expect(side.resets().at(-1)).toBe('19 epoch-one');
  });

  it('drops what stays broken and says so', async () => {
    const side = await connected();
    side.connections[0]?.becomes('disconnected');
    await side.pass(16_000);
    expect(side.resets().at(-1)).toBe('0 epoch-one');
    expect(side.told.states.at(-1)).toBe('0 closed');
  });

  it('says once that nobody can be reached, after as many tries in vain as tell the other side', async () => {
    const side = makeFakeLinks('answering');
    await side.presence(true);
    for (let connId = 0; connId < 6; connId += 1) {
      await side.signal(offer(connId));
      expect(side.told.unreachable).toBe(connId > 1 ? 1 : 0);
      await side.reset({ connId, epoch: 'epoch-one' });
    }
    expect(side.told.unreachable).toBe(1);
  });

  it('drops in silence what the other side ended', async () => {
    const side = await connected();
    const before = side.sent.length;
    side.connections[0]?.ends();
    expect(side.told.states.at(-1)).toBe('0 closed');
    expect(side.sent).toHaveLength(before);
  });

  it('makes no connection any more once it is closed, whatever it was waiting for', async () => {
    let answer = (_: IceSetup) => {};
    const asked = new Promise<IceSetup>((resolve) => {
      answer = resolve;
    });
    const side = makeFakeLinks('answering', { ...noIce, ask: () => asked });
    await side.presence(true);
    await side.signal(offer(0));
    side.links.close();
    const before = side.sent.length;
    answer(await noIce.ask());
    await side.settle();
    expect(side.connections).toHaveLength(0);
    expect(side.sent).toHaveLength(before);
  });
});
