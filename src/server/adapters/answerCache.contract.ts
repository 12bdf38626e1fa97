import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { settled } from '../../testing/settled.ts';
import type { AnswerCache } from '../core/ports.ts';

export interface OpenAnswerCache {
  cache: AnswerCache;
  /** The same answers as another node finds them; memory has no other node. */
  elsewhere?: AnswerCache;
  close(): Promise<void>;
}

/** What every adapter of AnswerCache must do. */
export function describeAnswerCache(name: string, open: () => Promise<OpenAnswerCache>): void {
  describe(`answers kept in ${name}`, () => {
    let opened: OpenAnswerCache;
    let cache: AnswerCache;
    let nodes: AnswerCache[];
    let key: string;
    let truth: string[];
    const make = vi.fn(async () => ({ names: [...truth] }));
    beforeAll(async () => {
      opened = await open();
      cache = opened.cache;
      nodes = [cache, opened.elsewhere ?? cache];
    });
    afterAll(() => opened.close());
    beforeEach(() => {
      key = randomUUID();
      truth = ['Swing'];
      make.mockClear();
    });
    const ask = (from = cache) => from.answer('events', key, make);

    /** Keeping may take a moment longer than answering. */
    async function untilKept() {
      await settled(async () => {
        const before = make.mock.calls.length;
        await ask();
        expect(make.mock.calls.length).toBe(before);
      });
      make.mockClear();
    }

    it('asks once for what is asked twice, from whatever node', async () => {
      expect(await ask()).toEqual({ names: ['Swing'] });
      await untilKept();
      for (const node of nodes) expect(await ask(node)).toEqual({ names: ['Swing'] });
      expect(make).not.toHaveBeenCalled();
    });

    it('keeps the answers to other questions apart', async () => {
      await untilKept();
      expect(await cache.answer('events', `${key} of Ben`, async () => 'other')).toBe('other');
      expect(await ask()).toEqual({ names: ['Swing'] });
    });

    it('believes nothing any more that was kept before a change, on any node', async () => {
      for (const [index, changing] of nodes.entries()) {
        await untilKept();
        truth.push(`new ${index}`);
        await changing.changed('events');
        for (const node of nodes) expect(await ask(node)).toEqual({ names: truth });
      }
    });

    it('does not keep what changed while it was made', async () => {
      await untilKept();
      await cache.changed('events');
      const early = await cache.answer('events', key, async () => {
        const seen = await make();
        truth.push('Tango');
        await cache.changed('events');
        return seen;
      });
      expect(early).toEqual({ names: ['Swing'] });
      expect(await ask()).toEqual({ names: ['Swing', 'Tango'] });
    });

    it('keeps no failure', async () => {
      const failing = cache.answer('events', key, () => Promise.reject(new Error('no database')));
      await expect(failing).rejects.toThrow('no database');
      expect(await ask()).toEqual({ names: ['Swing'] });
    });

    it('gives everyone an answer of their own', async () => {
      await untilKept();
      (await ask()).names.push('changed by who got it');
      expect(await ask()).toEqual({ names: ['Swing'] });
    });
  });
}
