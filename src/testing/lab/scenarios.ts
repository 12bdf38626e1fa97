import { setTimeout as wait } from 'node:timers/promises';
import type { Quality } from './air.ts';
import type { Ground } from './ground.ts';
import { firewalls, type Nat, type Router } from './routers.ts';
import type { Stage } from './stage.ts';

/** Links as people have them. */
export const qualities = {
  /** A good Wi-Fi that others use too. */
  wifi: { rateMbit: 30, delayMs: 3, loss: 0, queueMs: 100 },
  /** A full hall: from phone to phone 60 ms there and back, and 3 % lost. */
  fullHall: { rateMbit: 20, delayMs: 15, loss: 0.015, queueMs: 100 },
  /** By satellite: half a second from phone to phone and back. */
  far: { rateMbit: 20, delayMs: 125, loss: 0.0005, queueMs: 200 },
  mobile: { rateMbit: 30, delayMs: 25, loss: 0.001, queueMs: 200 },
} satisfies Record<string, Quality>;

/** A scenario's ground with both phones in their networks, and what is played on it. */
export type Scene = Ground & Stage & { routers: Router[] };

export interface Scenario {
  name: string;
  title: string;
  sizeMib: number;
  quality: Quality;
  /** Puts the phones where they are, and returns the routers: the sender's first. */
  place(ground: Ground, quality: Quality): Promise<Router[]>;
  /** What happens when half has arrived. Returns the moment from which blocks are waited for. */
  half?(scene: Scene): Promise<number>;
}

/** Both phones in one Wi-Fi. */
async function together({ phones: { sender, receiver }, addRouter }: Ground, quality: Quality): Promise<Router[]> {
  const router = addRouter('cone');
  await sender.join(router, quality);
  await receiver.join(router, quality);
  return [router, router];
}

/** Each in a Wi-Fi of its own, behind routers of these kinds. */
const apart =
  (first: Nat, second: Nat, rules: string[] = firewalls.open) =>
  async ({ phones: { sender, receiver }, addRouter }: Ground, quality: Quality): Promise<Router[]> => {
    const routers = [addRouter(first), addRouter(second)];
    for (const router of routers) router.obey(rules);
    await sender.join(routers[0]!, quality);
    await receiver.join(routers[1]!, quality);
    return routers;
  };

/** Bad air for both phones, for so long. */
async function during({ phones: { sender, receiver } }: Scene, quality: Quality, ms: number): Promise<void> {
  for (const phone of [sender, receiver]) phone.change(quality);
  await wait(ms);
  for (const phone of [sender, receiver]) phone.change(qualities.wifi);
}

const now = () => Date.now();
const common = { sizeMib: 40, quality: qualities.wifi };

export const scenarios: Scenario[] = [
  { ...common, name: 'same-wifi', title: 'Same Wi-Fi', place: together },
  { ...common, name: 'two-nats', title: 'Two routers', place: apart('cone', 'cone') },
  { ...common, name: 'symmetric-nats', title: 'Two symmetric routers', place: apart('symmetric', 'symmetric') },
  {
    ...common,
    name: 'client-isolation',
    title: 'Same Wi-Fi, guests kept apart',
    async place(ground, quality) {
      const routers = await together(ground, quality);
      routers[0]!.isolate(true);
      return routers;
    },
  },
  { ...common, name: 'udp-blocked', title: 'UDP blocked', place: apart('cone', 'cone', firewalls.noUdp) },
  { ...common, name: 'web-ports', title: 'Only ports 80 and 443', place: apart('cone', 'cone', firewalls.webPorts) },
  { ...common, name: 'only-http', title: 'Only HTTP to the app', place: apart('cone', 'cone', firewalls.onlyHttp) },
  { ...common, name: 'lossy', title: '20 Mbit/s, 60 ms, 3 % loss', quality: qualities.fullHall, place: together },
  {
    ...common,
    name: 'lossy-large',
    title: 'The same, a larger file',
    sizeMib: 120,
    quality: qualities.fullHall,
    place: together,
  },
  { ...common, name: 'far', title: '500 ms there and back', quality: qualities.far, place: together },
  {
    ...common,
    name: 'loss-spell',
    title: '30 % loss for 20 s at half',
    place: apart('cone', 'cone'),
    async half(scene) {
      const beganAtMs = now();
      // Twice this on the way from phone to phone.
      await during(scene, { ...qualities.wifi, loss: 0.163 }, 20_000);
      return beganAtMs;
    },
  },
  {
    ...common,
    name: 'outage',
    title: 'Nothing gets through for 60 s',
    place: apart('cone', 'cone'),
    async half(scene) {
      await during(scene, { ...qualities.wifi, loss: 1 }, 60_000);
      return now();
    },
  },
  {
    ...common,
    name: 'direct-dies',
    title: 'The direct path dies at half',
    place: apart('cone', 'cone'),
    async half({ routers: [one, other] }) {
      one!.obey(firewalls.noWayTo(other!.publicAddress));
      return now();
    },
  },
  {
    ...common,
    name: 'turn-killed',
    title: 'TURN is killed at half',
    place: apart('symmetric', 'symmetric'),
    async half({ coturn }) {
      await coturn.kill();
      return now();
    },
  },
  {
    ...common,
    name: 'app-restarted',
    title: 'The app is restarted at half',
    place: apart('cone', 'cone'),
    async half({ product }) {
      const killedAtMs = now();
      await product.kill();
      await product.start();
      return killedAtMs;
    },
  },
  {
    ...common,
    name: 'wifi-to-mobile',
    title: 'Wi-Fi to mobile at half',
    place: apart('cone', 'cone'),
    async half({ addRouter, phones }) {
      const lostAtMs = now();
      await phones.sender.leave();
      await wait(1000);
      await phones.sender.join(addRouter('cone'), qualities.mobile);
      return lostAtMs;
    },
  },
  {
    ...common,
    name: 'receiver-gone',
    title: 'Receiver gone, back elsewhere',
    place: apart('cone', 'cone'),
    async half({ receiver, phones, addRouter, product, matchId }) {
      const { context } = receiver.profile;
      // A browser without any page would end.
      await context.newPage();
      await receiver.page.close();
      await phones.receiver.leave();
      await wait(10_000);
      await phones.receiver.join(addRouter('cone'), qualities.mobile);
      const backAtMs = now();
      receiver.page = await context.newPage();
      await receiver.page.goto(`${product.url}/exchanges/${matchId}`);
      return backAtMs;
    },
  },
];

export function scenarioCalled(name: string): Scenario {
  const scenario = scenarios.find((one) => one.name === name);
  if (!scenario) throw new Error(`no scenario is called ${name}`);
  return scenario;
}
