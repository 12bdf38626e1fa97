import type { Simulation } from './simulation.ts';
import { MBIT, type Weather } from './weather.ts';

/** Something that goes wrong, or that people do, and what ends it. */
type Misfortune = (simulation: Simulation) => (() => void) | null;

/** Changes the weather for a while. */
function spell(change: (simulation: Simulation) => Partial<Weather>): Misfortune {
  return (simulation) => {
    const { weather } = simulation;
    const changed = change(simulation);
    const before = Object.fromEntries(Object.keys(changed).map((name) => [name, weather[name as keyof Weather]]));
    Object.assign(weather, changed);
    return () => Object.assign(weather, before);
  };
}

function once(act: (simulation: Simulation) => void): Misfortune {
  return (simulation) => {
    act(simulation);
    return null;
  };
}

const misfortunes: readonly Misfortune[] = [
  spell(({ chance }) => ({ connectionSpeed: chance.between(0.2, 3) * MBIT })),
  spell(() => ({ connectionSpeed: 0 })),
  spell(() => ({ isPathDead: true })),
  once(({ peers }) => peers.closeAll()),
  spell(({ chance }) => ({ relay: chance.pick(['refusing', 'breaking', 'down'] as const) })),
  spell(({ chance }) => ({ relaySpeed: chance.between(0.05, 2) * MBIT })),
  spell(() => ({ relaySpeed: 0 })),
  spell(({ chance }) => ({ fetchSpeed: chance.is(0.5) ? 0 : MBIT })),
  spell(({ peers }) => {
    peers.closeAll();
    return { isReceiverAway: true };
  }),
  spell(() => ({ isReceiverAway: true })),
  once((simulation) => simulation.reloadReceiver()),
  once((simulation) => simulation.reloadSender(simulation.chance.pick([0, 0, 4000, 20_000]))),
  once(({ relay }) => relay.expireOne()),
  spell(() => ({ badChance: 0.05 })),
  spell(() => ({ isPaused: true })),
  spell(() => ({ isLeft: true })),
  spell(() => ({ isRelayAllowed: false })),
];

/** Lets one thing go wrong after the other, and beside each other; returns how many there were. */
export function goThrough(simulation: Simulation, count: number, withinMs: number): number {
  const { chance } = simulation;
  const starts = Array.from({ length: count }, () => chance.between(0, withinMs)).sort((a, b) => a - b);
  const ends: { atMs: number; end: () => void }[] = [];
  while (!simulation.isComplete && (starts.length > 0 || ends.length > 0)) {
    simulation.step();
    while (starts.length > 0 && simulation.nowMs >= starts[0]!) {
      starts.shift();
      const end = chance.pick(misfortunes)(simulation);
      if (end) ends.push({ atMs: simulation.nowMs + chance.between(500, 40_000), end });
    }
    for (const due of ends.filter(({ atMs }) => simulation.nowMs >= atMs)) {
      due.end();
      ends.splice(ends.indexOf(due), 1);
    }
  }
  for (const { end } of ends) end();
  return count - starts.length;
}
