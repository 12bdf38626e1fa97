import { expect, it } from 'vitest';
import { BLOCK_BYTES } from '../transferRules.ts';
import { Chance } from './simulation/chance.ts';
import { goThrough } from './simulation/misfortunes.ts';
import type { SimulatedFile } from './simulation/simulatedSender.ts';
import { Simulation } from './simulation/simulation.ts';
import { fairWeather, MBIT, type Weather } from './simulation/weather.ts';

const SCHEDULES = Number(process.env.N ?? 300);
const FIRST = Number(process.env.S ?? 1);

const endings: readonly Partial<Weather>[] = [
  {},
  { isPathDead: true },
  { isRelayAllowed: false },
  { relay: 'down' },
  { relay: 'refusing' },
  { fetchSpeed: 0 },
  { relaySpeed: 0 },
  { relaySpeed: 0, isLeft: true },
  { fetchSpeed: 0, isLeft: true },
  { isLeft: true },
  { connectionSpeed: 0.65 * MBIT },
];

function someFiles(chance: Chance): SimulatedFile[] {
  return Array.from({ length: chance.integer(1, 5) }, (_, index) => ({
    index,
    sizeBytes: chance.is(0.2) ? 0 : Math.floor(chance.between(1, chance.pick([2, 40, 250]) * BLOCK_BYTES)),
    readableAtMs: chance.is(0.2) ? chance.between(0, 30_000) : 0,
  }));
}

it('every schedule ends', () => {
  let worst = 0;
  const bad: string[] = [];
  const chosen: [number, number, number, number][] = [];
  for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
    const chance = new Chance(seed * 7919);
    const s = new Simulation({ seed, files: someFiles(chance), stepMs: 500 });
    const base: Partial<Weather> = {
      connectionSpeed: chance.between(0.5, 40) * MBIT,
      relaySpeed: chance.between(1, 40) * MBIT,
    };
    Object.assign(s.weather, base);
    try {
      const n = goThrough(s, chance.integer(0, 12), 90_000);
      const ending = chance.integer(0, endings.length - 1);
      Object.assign(s.weather, fairWeather, base, endings[ending]);
      const calm = s.nowMs;
      if (!s.runUntil(calm + 400_000)) {
        bad.push(
          `seed ${seed} ending ${JSON.stringify(endings[ending])} left ${s.sender.ladder.queue.missingCount} dec ${JSON.stringify(s.sender.decision)} free ${s.sender.ladder.queue.freeCount} ready ${s.peers.readyCount}`,
        );
      }
      if (s.sender.given > s.blockCount + s.sender.excused)
        bad.push(`seed ${seed} given ${s.sender.given} > ${s.blockCount} + ${s.sender.excused}`);
      chosen.push([s.sender.chosen, n, seed, s.blockCount]);
      worst = Math.max(worst, s.nowMs - calm);
    } catch (e) {
      bad.push(`seed ${seed} ${e}`);
    }
  }
  chosen.sort((a, b) => b[0] - a[0]);
  console.log('worst', worst, 'chosen/faults/seed/blocks', JSON.stringify(chosen.slice(0, 12)));
  expect(bad.slice(0, 10)).toEqual([]);
});
