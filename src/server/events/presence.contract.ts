import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import type { Clock } from '../core/ports.ts';
import type { Presence } from './presence.port.ts';

export interface OpenPresence {
  presence: Presence;
  /** The same presence as another node sees it; a memory adapter has no other node. */
  elsewhere?: Presence;
  close(): Promise<void>;
}

/** What every adapter of Presence must do. Each test starts with nobody here. */
export function describePresence(name: string, open: (clock: Clock) => Promise<OpenPresence>): void {
  describe(`presence in ${name}`, () => {
    const clock = makeFakeClock();
    const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
    let opened: OpenPresence;
    let presence: Presence;
    let anna: AccountId;
    let ben: AccountId;
    beforeEach(async () => {
      opened = await open(clock);
      presence = opened.presence;
      anna = randomUUID() as AccountId;
      ben = randomUUID() as AccountId;
    });
    afterEach(() => opened.close());
    const here = async () => [...(await presence.hereAmong([anna, ben]))];

    it('nobody is here before they connect, and nobody has gone', async () => {
      expect(await here()).toEqual([]);
      expect(await presence.hereAmong([])).toEqual(new Set());
      expect(await presence.takeGone()).toEqual([]);
    });

    it('the first connection of an account is an arrival, a second one and a heartbeat are not', async () => {
      expect(await presence.keep(anna, 'tab 1', inSeconds(45))).toBe(true);
      expect(await presence.keep(anna, 'tab 2', inSeconds(45))).toBe(false);
      expect(await presence.keep(anna, 'tab 1', inSeconds(45))).toBe(false);
      expect(await here()).toEqual([anna]);
    });

    it('of many connections at once exactly one is the arrival', async () => {
      const arrivals = await Promise.all(
        Array.from({ length: 20 }, (_, tab) => presence.keep(anna, `tab ${tab}`, inSeconds(45))),
      );
      expect(arrivals.filter(Boolean)).toHaveLength(1);
    });

    it('an account is here until its last connection ends', async () => {
      await presence.keep(anna, 'tab 1', inSeconds(45));
      await presence.keep(anna, 'tab 2', inSeconds(45));
      await presence.keep(anna, 'tab 1', inSeconds(5));
      clock.move(6000);
      expect(await here()).toEqual([anna]);
      expect(await presence.takeGone()).toEqual([]);
      clock.move(40_000);
      expect(await here()).toEqual([]);
      expect(await presence.takeGone()).toEqual([anna]);
    });

    it('a connection that nobody keeps any more ends by itself', async () => {
      await presence.keep(anna, 'tab of a dead node', inSeconds(45));
      clock.move(44_000);
      expect(await here()).toEqual([anna]);
      clock.move(1000);
      expect(await here()).toEqual([]);
    });

    it('who has gone is handed out once', async () => {
      await presence.keep(anna, 'tab', inSeconds(5));
      await presence.keep(ben, 'tab', inSeconds(45));
      clock.move(6000);
      const other = opened.elsewhere ?? presence;
      const taken = await Promise.all([presence.takeGone(), other.takeGone(), presence.takeGone()]);
      expect(taken.flat()).toEqual([anna]);
      expect(await here()).toEqual([ben]);
    });

    it('coming back within the grace is no arrival, and nobody has gone', async () => {
      await presence.keep(anna, 'before the reload', inSeconds(5));
      clock.move(3000);
      expect(await presence.keep(anna, 'after the reload', inSeconds(45))).toBe(false);
      clock.move(3000);
      expect(await presence.takeGone()).toEqual([]);
    });

    it('coming back after one was handed out as gone is an arrival', async () => {
      await presence.keep(anna, 'before', inSeconds(5));
      clock.move(6000);
      await presence.takeGone();
      expect(await presence.keep(anna, 'after', inSeconds(45))).toBe(true);
    });

    it('coming back before anyone looked is no arrival: nobody was told of the absence', async () => {
      await presence.keep(anna, 'before', inSeconds(5));
      clock.move(60_000);
      expect(await presence.keep(anna, 'after', inSeconds(45))).toBe(false);
      expect(await presence.takeGone()).toEqual([]);
    });

    it('another node sees the same', async () => {
      const other = opened.elsewhere ?? presence;
      expect(await presence.keep(anna, 'here', inSeconds(45))).toBe(true);
      expect(await other.keep(anna, 'there', inSeconds(45))).toBe(false);
      expect(await other.hereAmong([anna, ben])).toEqual(new Set([anna]));
    });
  });
}
