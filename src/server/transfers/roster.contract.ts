import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DeviceId, TransferId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import type { Clock } from '../core/ports.ts';
import type { Roster } from './roster.port.ts';

/** What every adapter of Roster must do. */
export function describeRoster(name: string, open: (clock: Clock) => Promise<Roster>): void {
  describe(`the roster in ${name}`, () => {
    const clock = makeFakeClock();
    const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
    let roster: Roster;
    let transfer: TransferId;
    let phone: DeviceId;
    let laptop: DeviceId;
    beforeEach(async () => {
      roster = await open(clock);
      transfer = randomUUID() as TransferId;
      phone = randomUUID() as DeviceId;
      laptop = randomUUID() as DeviceId;
    });

    test('nobody is here before they came', async () => {
      expect(await roster.isHere(transfer, phone)).toBe(false);
      expect(await roster.drop(transfer, phone, 'tab')).toBe(false);
    });

    test('a device is here for the transfer it came for, and for no other', async () => {
      await roster.keep(transfer, phone, 'tab', inSeconds(60));
      expect(await roster.isHere(transfer, phone)).toBe(true);
      expect(await roster.isHere(transfer, laptop)).toBe(false);
      expect(await roster.isHere(randomUUID() as TransferId, phone)).toBe(false);
    });

    test('a device is here until its last connection has left', async () => {
      await roster.keep(transfer, phone, 'tab 1', inSeconds(60));
      await roster.keep(transfer, phone, 'tab 2', inSeconds(60));
      expect(await roster.drop(transfer, phone, 'tab 1')).toBe(false);
      expect(await roster.isHere(transfer, phone)).toBe(true);
      expect(await roster.drop(transfer, phone, 'tab 2')).toBe(true);
      expect(await roster.isHere(transfer, phone)).toBe(false);
    });

    test('coming twice on one connection counts once, leaving twice is told once', async () => {
      await roster.keep(transfer, phone, 'tab', inSeconds(60));
      await roster.keep(transfer, phone, 'tab', inSeconds(60));
      expect(await roster.drop(transfer, phone, 'tab')).toBe(true);
      expect(await roster.drop(transfer, phone, 'tab')).toBe(false);
    });

    test('an entry that nobody keeps any more ends by itself', async () => {
      await roster.keep(transfer, phone, 'tab of a dead node', inSeconds(60));
      clock.move(30_000);
      await roster.keep(transfer, phone, 'tab of a live node', inSeconds(60));
      clock.move(30_000);
      expect(await roster.isHere(transfer, phone)).toBe(true);
      expect(await roster.drop(transfer, phone, 'tab of a live node')).toBe(true);
    });
  });
}
