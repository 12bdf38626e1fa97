import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../transferRules.ts';
import { ladderRules } from './ladderRules.ts';
import { Simulation } from './simulation/simulation.ts';
import { MBIT, type Weather } from './simulation/weather.ts';

const MEBIBYTE = 1024 * 1024;

function simulate(sizeBytes: number, weather: Partial<Weather>): Simulation {
  const simulation = new Simulation({ seed: 7, files: [{ index: 0, sizeBytes, readableAtMs: 0 }], stepMs: 250 });
  Object.assign(simulation.weather, weather);
  return simulation;
}

/** When the relay came on, and went off, as long as blocks are missing and no longer than told. */
function turnsOf(simulation: Simulation, forMs: number): { onMs: number; offMs: number }[] {
  const turns: { onMs: number; offMs: number }[] = [];
  const endMs = simulation.nowMs + forMs;
  let onMs: number | null = null;
  while (simulation.nowMs < endMs && !simulation.isComplete) {
    simulation.step();
    const isOn = simulation.sender.decision.reason !== null;
    if (isOn) onMs ??= simulation.nowMs;
    else if (onMs !== null) {
      turns.push({ onMs, offMs: simulation.nowMs });
      onMs = null;
    }
  }
  if (onMs !== null) turns.push({ onMs, offMs: simulation.nowMs });
  return turns;
}

describe('a ladder, judged by what it does', () => {
  it('never uses the relay on a clean fast link', () => {
    const simulation = simulate(2000 * MEBIBYTE, { connectionSpeed: 400 * MBIT, pathSpeed: 400 * MBIT });
    expect(turnsOf(simulation, 600_000)).toEqual([]);
    expect(simulation.isComplete).toBe(true);
    expect(simulation.relay.cutBlocks).toBe(0);
  });

  it('has the relay carry most where loss holds the peers down', () => {
    const lossy = { connectionSpeed: 0.65 * MBIT, relaySpeed: 17 * MBIT };
    const simulation = simulate(200 * MEBIBYTE, lossy);
    const [first, ...more] = turnsOf(simulation, 600_000);
    expect(first?.onMs).toBeLessThan(15_000);
    expect(more).toEqual([]);
    expect(simulation.isComplete).toBe(true);
    expect(simulation.relay.tookBytes).toBeGreaterThan(0.7 * simulation.blockCount * BLOCK_BYTES);
    // The whole at two thirds of what both ways give together.
    expect(simulation.nowMs).toBeLessThan((1.5 * 1000 * 200 * MEBIBYTE) / (17 * MBIT));
  });

  it.each([
    { mebibytes: 40, relaySpeed: 17 * MBIT, share: 0.7 },
    { mebibytes: 120, relaySpeed: 17 * MBIT, share: 0.85 },
    // What five CUBIC connections were measured to do there.
    { mebibytes: 40, relaySpeed: 13 * MBIT, share: 0.65 },
    { mebibytes: 120, relaySpeed: 13 * MBIT, share: 0.8 },
  ])('fills $share of a lossy link with $mebibytes MiB, first block to last', ({ mebibytes, relaySpeed, share }) => {
    const lossy = { connectionSpeed: 0.65 * MBIT, relaySpeed, uplinkSpeed: 20 * MBIT };
    const simulation = simulate(mebibytes * MEBIBYTE, { ...lossy, fetchSpeed: 19 * MBIT });
    expect(simulation.runUntil(600_000)).toBe(true);
    const goodput = (mebibytes * MEBIBYTE * 1000) / simulation.nowMs;
    expect(goodput / lossy.uplinkSpeed).toBeGreaterThan(share);
    const twiceBytes = (simulation.sender.given - simulation.blockCount) * BLOCK_BYTES;
    expect(twiceBytes).toBeLessThanOrEqual(ladderRules.rescueBytes);
  });

  it('leaves the relay soon where both ways share one clean uplink, and tries ever more rarely', () => {
    const simulation = simulate(1000 * MEBIBYTE, { uplinkSpeed: 5 * MBIT, connectionSpeed: 5 * MBIT });
    const turns = turnsOf(simulation, 1_500_000);
    for (const { onMs, offMs } of turns) expect(offMs - onMs).toBeLessThan(12_000);
    const rests = turns.slice(1).map(({ onMs }, n) => onMs - turns[n]!.offMs);
    expect(rests.length).toBeGreaterThanOrEqual(3);
    for (const [n, rest] of rests.slice(1).entries()) expect(rest).toBeGreaterThanOrEqual(rests[n]!);
    expect(rests.at(-1)).toBeGreaterThan(4 * rests[0]!);
    expect(simulation.relay.tookBytes).toBeLessThan(0.15 * simulation.peers.carried * BLOCK_BYTES);
  });

  it('begins with the relay soon after the direct path died in silence, and goes back to the peers', () => {
    const simulation = simulate(400 * MEBIBYTE, {});
    while (simulation.sender.ladder.queue.missingBytes / BLOCK_BYTES > simulation.blockCount / 2) simulation.step();
    expect(simulation.relay.cutBlocks).toBe(0);
    simulation.weather.isPathDead = true;
    const diedAtMs = simulation.nowMs;
    while (simulation.relay.tookBytes === 0) simulation.step();
    expect(simulation.nowMs - diedAtMs).toBeLessThanOrEqual(8000);
    for (const endMs = simulation.nowMs + 10_000; simulation.nowMs < endMs; ) simulation.step();
    simulation.weather.isPathDead = false;
    const [turn] = turnsOf(simulation, 600_000);
    expect(simulation.isComplete).toBe(true);
    expect(turn!.offMs).toBeLessThan(simulation.nowMs);
    expect((simulation.sender.given - simulation.blockCount) * BLOCK_BYTES).toBeLessThanOrEqual(8 * MEBIBYTE);
  });

  it('begins with the relay when no connection comes up, and when the receiver goes', () => {
    const dead = simulate(50 * MEBIBYTE, { isPathDead: true });
    expect(turnsOf(dead, 300_000)[0]!.onMs).toBeLessThanOrEqual(9000);
    expect(dead.isComplete).toBe(true);
    const away = simulate(50 * MEBIBYTE, { isReceiverAway: true });
    expect(turnsOf(away, 60_000)[0]!.onMs).toBeLessThanOrEqual(11_000);
    expect(away.sender.ladder.isAllElsewhere).toBe(true);
  });

  it('brings what was left at the relay without carrying it once more', () => {
    const simulation = simulate(30 * MEBIBYTE, { isLeft: true, isReceiverAway: true });
    turnsOf(simulation, 60_000);
    expect(simulation.sender.ladder.isAllElsewhere).toBe(true);
    simulation.weather.isReceiverAway = false;
    expect(simulation.runUntil(simulation.nowMs + 60_000)).toBe(true);
    expect(simulation.sender.given).toBe(simulation.blockCount);
  });
});
