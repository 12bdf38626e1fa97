import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, makeGround } from './ground.ts';
import { addresses } from './internet.ts';
import type { Namespace } from './namespaces.ts';
import { firewalls, type Router } from './routers.ts';
import { whyNoLab } from './system.ts';

/** The parts of the lab do what they say, or what it measures means nothing. */
const reason = whyNoLab();
if (reason) console.log(`Not tried: ${reason}`);

const program = fileURLToPath(new URL('probe.mjs', import.meta.url));
const quality = { rateMbit: 20, delayMs: 15, loss: 0.015, queueMs: 100 };
const clean = { ...quality, delayMs: 2, loss: 0 };

describe.skipIf(reason !== null)('the lab’s network', () => {
  let ground: Ground;
  let cone: Router;
  let symmetric: Router;
  const servers: ChildProcess[] = [];

  const ask = <T>(from: Namespace, ...args: string[]) => JSON.parse(from.run(process.execPath, program, ...args)) as T;
  const udp = (from: Namespace, count: number, ...to: string[]) =>
    ask<{ answers: number; roundTripMs: number; ports: number; mbit: number }>(from, 'udp', String(count), ...to);
  const serve = (where: Namespace, ...own: string[]) =>
    new Promise((resolve) => {
      const child = spawn('ip', ['netns', 'exec', where.name, process.execPath, program, 'serve', ...own]);
      servers.push(child);
      child.stdout.once('data', resolve);
    });
  const phones = () => ({ sender: ground.phones.sender.namespace, receiver: ground.phones.receiver.namespace });

  beforeAll(async () => {
    ground = makeGround();
    cone = ground.addRouter('cone');
    symmetric = ground.addRouter('symmetric');
    await ground.phones.sender.join(cone, quality);
    await ground.phones.receiver.join(cone, quality);
    await serve(ground.internet.server, addresses.app, addresses.turn);
    await serve(phones().receiver, '192.168.1.12');
  });
  afterEach(() => cone?.obey(firewalls.open));
  afterAll(() => {
    for (const server of servers) server.kill();
    ground?.remove();
  });

  test('the air delays and loses as asked: 60 ms there and back, 3 % each way', () => {
    const { answers, roundTripMs } = udp(phones().sender, 500, '192.168.1.12');
    expect(roundTripMs).toBeGreaterThan(59);
    expect(roundTripMs).toBeLessThan(80);
    const lost = 1 - answers / 500;
    expect(lost).toBeGreaterThan(0.025);
    expect(lost).toBeLessThan(0.1);
  });

  test('guests who are kept apart do not reach each other', () => {
    cone.isolate(true);
    expect(udp(phones().sender, 3, '192.168.1.12').answers).toBe(0);
    cone.isolate(false);
    expect(udp(phones().sender, 3, '192.168.1.12').answers).toBeGreaterThan(0);
  });

  test('a firewall stops also what is under way', () => {
    const open = () =>
      ask<boolean[]>(phones().sender, 'tcp', `${addresses.app}:80`, `${addresses.turn}:443`, `${addresses.turn}:3478`);
    expect(open()).toEqual([true, true, true]);
    cone.obey(firewalls.noUdp);
    expect(udp(phones().sender, 3, addresses.app).answers).toBe(0);
    expect(open()).toEqual([true, true, true]);
    cone.obey(firewalls.webPorts);
    expect(open()).toEqual([true, true, false]);
    cone.obey(firewalls.onlyHttp);
    expect(open()).toEqual([true, false, false]);
    cone.obey(firewalls.open);
    expect(udp(phones().sender, 3, addresses.app).answers).toBeGreaterThan(0);
  });

  test('a cone keeps one port for everybody, a symmetric router does not', async () => {
    expect(udp(phones().sender, 5, addresses.app, addresses.turn).ports).toBe(1);
    await ground.phones.sender.leave();
    await ground.phones.sender.join(symmetric, clean);
    expect(udp(phones().sender, 5, addresses.app, addresses.turn).ports).toBe(2);
  });

  test('the air carries its rate and no more', () => {
    ask(phones().sender, 'flood', addresses.app, '40', '2');
    const { mbit } = udp(phones().sender, 1, addresses.app);
    expect(mbit).toBeGreaterThan(16);
    expect(mbit).toBeLessThan(21);
  });
});
