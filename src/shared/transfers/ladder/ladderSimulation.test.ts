import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../transferRules.ts';
import { Chance } from './simulation/chance.ts';
import { goThrough } from './simulation/misfortunes.ts';
import type { SimulatedFile } from './simulation/simulatedSender.ts';
import { Simulation } from './simulation/simulation.ts';
import { fairWeather, MBIT, type Weather } from './simulation/weather.ts';

const SCHEDULES = 2400;
const PER_TEST = 400;

/** How it is when nothing more goes wrong: one way at least is open in each, and stays open. */
const endings: readonly Partial<Weather>[] = [
  {},
  { isLeft: true },
  { isPathDead: true },
  { isPathDead: true, isLeft: true },
  { connectionSpeed: 0 },
  { connectionSpeed: 0.65 * MBIT },
  { isRelayAllowed: false },
  { relay: 'down' },
  { relay: 'down', isLeft: true },
  { relay: 'refusing' },
  { relaySpeed: 0 },
  { relaySpeed: 0, isLeft: true },
  { fetchSpeed: 0 },
  { fetchSpeed: 0, isLeft: true },
];

function someFiles(chance: Chance): SimulatedFile[] {
  return Array.from({ length: chance.integer(1, 5) }, (_, index) => ({
    index,
    sizeBytes: chance.is(0.2) ? 0 : Math.floor(chance.between(1, chance.pick([2, 40, 250]) * BLOCK_BYTES)),
    readableAtMs: chance.is(0.2) ? chance.between(0, 30_000) : 0,
  }));
}

/** Everything twice, one after the other, at the slowest speed there is; and the waits between. */
function enoughMs({ connectionSpeed, relaySpeed, fetchSpeed }: Weather, blockCount: number): number {
  const slowest = Math.min(...[connectionSpeed, relaySpeed, fetchSpeed].filter((speed) => speed > 0));
  return 120_000 + (2000 * blockCount * BLOCK_BYTES) / slowest;
}

function live(seed: number): { simulation: Simulation; isComplete: boolean; ending: Partial<Weather> } {
  const chance = new Chance(seed);
  const simulation = new Simulation({ seed: seed + 1_000_000, files: someFiles(chance), stepMs: 500 });
  const usual = {
    connectionSpeed: chance.between(0.5, 40) * MBIT,
    relaySpeed: chance.between(1, 40) * MBIT,
    uplinkSpeed: chance.pick([Number.POSITIVE_INFINITY, 10 * MBIT]),
  };
  Object.assign(simulation.weather, usual);
  goThrough(simulation, chance.integer(0, 12), 90_000);
  const ending = chance.pick(endings);
  Object.assign(simulation.weather, fairWeather, usual, ending);
  const isComplete = simulation.runUntil(simulation.nowMs + enoughMs(simulation.weather, simulation.blockCount));
  return { simulation, isComplete, ending };
}

/**
 * The bound on what is carried twice. Every block is given out once; once more only for a reason that the books name: it
 * was under way on a connection that ended (at most 8 MiB, the credit of all), in an upload that failed or a segment that
 * expired, it was bad, or a page forgot it. Beyond that the ladder may choose to carry twice what lies at the relay, once.
 */
describe('a ladder in a simulated network', () => {
  it.each(Array.from({ length: SCHEDULES / PER_TEST }, (_, n) => 1 + n * PER_TEST))(
    'brings everything whole, whatever goes wrong, and carries little twice (from seed %i)',
    (from) => {
      for (let seed = from; seed < from + PER_TEST; seed++) {
        // That a block which is known to have arrived is never given out again is seen to by the simulation at each.
        const { simulation, isComplete, ending } = live(seed);
        const told = `seed ${seed}, ending ${JSON.stringify(ending)}`;
        expect(isComplete, told).toBe(true);
        const { given, excusedBy } = simulation.sender;
        const excused = Object.values(excusedBy).reduce((sum, blocks) => sum + blocks, 0);
        expect(given, told).toBeLessThanOrEqual(simulation.blockCount + excused);
        expect(excusedBy.choice, told).toBeLessThanOrEqual(simulation.relay.cutBlocks + simulation.relay.adoptedBlocks);
      }
    },
  );
});
