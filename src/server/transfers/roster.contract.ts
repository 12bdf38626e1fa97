import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DeviceId, TransferId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import type { Clock } from '../core/ports.ts';
import type { Roster } from './roster.port.ts';

/** What every adapter of Roster must do. */
export function describeRoster(
  name: string,
  open: (clock: Clock) => Promise<{ roster: Roster; elsewhere?: Roster }>,
): void {
  describe(`the roster in ${name}`, () => {
    const clock = makeFakeClock();
    const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
    let roster: Roster;
    /** The same roster as another node sees it; a memory adapter has no other node. */
    let other: Roster;
    let transfer: TransferId;
    let phone: DeviceId;
    let laptop: DeviceId;
    beforeEach(async () => {
      const opened = await open(clock);
      roster = opened.roster;
      other = opened.elsewhere ?? opened.roster;
      transfer = randomUUID() as TransferId;
      phone = randomUUID() as DeviceId;
      laptop = randomUUID() as DeviceId;
    });

    test('nobody is here before they came', async () => {
      expect(await roster.isHere(transfer, phone)).toBe(false);
      expect(await roster.drop(transfer, phone, 'tab')).toBe(false);
    });

    test('a device is here for the transfer it came for, and for no other', async () => {
      await roster.keep(transfer, phone, 'tab', inSeconds(60), 'the phone has gone');
      expect(await roster.isHere(transfer, phone)).toBe(true);
      expect(await roster.isHere(transfer, laptop)).toBe(false);
      expect(await roster.isHere(randomUUID() as TransferId, phone)).toBe(false);
    });

    test('a device is here until its last connection has left', async () => {
      await roster.keep(transfer, phone, 'tab 1', inSeconds(60), 'the phone has gone');
      await roster.keep(transfer, phone, 'tab 2', inSeconds(60), 'the phone has gone');
      expect(await roster.drop(transfer, phone, 'tab 1')).toBe(false);
      expect(await roster.isHere(transfer, phone)).toBe(true);
      expect(await roster.drop(transfer, phone, 'tab 2')).toBe(true);
      expect(await roster.isHere(transfer, phone)).toBe(false);
    });

    test('coming twice on one connection counts once, leaving twice is told once', async () => {
      await roster.keep(transfer, phone, 'tab', inSeconds(60), 'the phone has gone');
      await roster.keep(transfer, phone, 'tab', inSeconds(60), 'the phone has gone');
      expect(await roster.drop(transfer, phone, 'tab')).toBe(true);
      expect(await roster.drop(transfer, phone, 'tab')).toBe(false);
    });

    test('who left has said so; whoever is no longer kept is told of once, by one node', async () => {
      await roster.keep(transfer, phone, 'tab', inSeconds(60), 'the phone has gone');
      await roster.keep(transfer, laptop, 'tab of a dead node', inSeconds(30), 'the laptop has gone');
      await other.keep(transfer, laptop, 'another tab of it', inSeconds(40), 'the laptop has gone');
      await roster.drop(transfer, phone, 'tab');
      clock.move(35_000);
      expect(await roster.takeFarewells()).toEqual([]);
      clock.move(5000);
      const taken = await Promise.all([roster.takeFarewells(), other.takeFarewells()]);
      expect(taken.flat()).toEqual(['the laptop has gone']);
      expect(await roster.isHere(transfer, laptop)).toBe(false);
      expect(await other.drop(transfer, laptop, 'another tab of it')).toBe(false);
    });

    test('who leaves while an entry of a dead node is still there is told of when that ends', async () => {
      await roster.keep(transfer, phone, 'tab of a dead node', inSeconds(30), 'the phone has gone');
      await other.keep(transfer, phone, 'tab', inSeconds(60), 'the phone has gone');
      expect(await other.drop(transfer, phone, 'tab')).toBe(false);
      clock.move(30_000);
      expect(await other.takeFarewells()).toEqual(['the phone has gone']);
    });

    test('an entry that nobody keeps any more ends by itself', async () => {
      await roster.keep(transfer, phone, 'tab of a dead node', inSeconds(60), 'the phone has gone');
      clock.move(30_000);
      await roster.keep(transfer, phone, 'tab of a live node', inSeconds(60), 'the phone has gone');
      clock.move(30_000);
      expect(await roster.isHere(transfer, phone)).toBe(true);
      expect(await roster.drop(transfer, phone, 'tab of a live node')).toBe(true);
    });
  });
}
