import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingNames } from '../../server/config.ts';

interface Composed {
  image?: string;
  build?: unknown;
  ports?: unknown[];
  profiles?: string[];
  network_mode?: string;
  networks?: string[] | Record<string, unknown>;
  environment?: Record<string, unknown>;
  volumes?: unknown[];
  healthcheck?: { test: string[] };
  deploy?: { resources?: { limits?: { cpus?: unknown; memory?: unknown } } };
  depends_on?: Record<string, { condition: string }>;
}

/** Without profiles, and as `docker compose` has read, filled in and checked it against its schema. */
let services: Record<string, Composed>;
let composed: { services: Record<string, Composed>; networks: Record<string, { internal?: boolean }> };
beforeAll(() => {
  const { status, stdout, stderr } = config({ SERVER_NAME: 'spot.example' });
  expect(stderr.replace(/^WARN.*\n/gm, '')).toBe('');
  expect(status).toBe(0);
  composed = parse(stdout);
  services = composed.services;
});

const config = (env: Record<string, string>) =>
  spawnSync('docker-compose', ['-f', 'docker-compose.yml', 'config'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
const tools = ['certbot'];
const nodes = ['app-1', 'app-2', 'app-3', 'worker'];

test('it says which setting it cannot do without', () => {
  const { status, stderr } = config({});
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/SERVER_NAME/);
});

test('what starts by itself is nginx, two nodes, a worker, PostgreSQL and Redis', () => {
  const raw = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as typeof composed;
  const started = Object.entries(raw.services).filter(([, { profiles }]) => !profiles);
  expect(started.map(([name]) => name).sort()).toEqual(['app-1', 'app-2', 'nginx', 'postgres', 'redis', 'worker']);
});

test('nothing but nginx and coturn is reachable from outside', () => {
  const published = Object.entries(services).filter(([, { ports }]) => ports?.length);
  expect(published.map(([name]) => name).sort()).toEqual(['coturn-bridge', 'nginx']);
  const onHost = Object.entries(services).filter(([, service]) => service.network_mode === 'host');
  expect(onHost.map(([name]) => name)).toEqual(['coturn']);
  expect(composed.networks.inside?.internal).toBe(true);
  for (const name of ['postgres', 'redis', 's3'])
    expect([services[name]?.networks].flat()).toEqual([listOrMap('inside', name)]);
});
/** `docker compose` writes networks as a list or as a map. */
const listOrMap = (network: string, service: string) =>
  Array.isArray(services[service]?.networks) ? network : { [network]: null };

test('every service is looked after and bounded', () => {
  for (const [name, { healthcheck, deploy, image, build }] of Object.entries(services)) {
    const limits = deploy?.resources?.limits;
    expect([name, Boolean(limits?.cpus), Boolean(limits?.memory)]).toEqual([name, true, true]);
    if (!tools.includes(name)) expect([name, healthcheck?.test.length]).not.toEqual([name, undefined]);
    // One's own is named by version; others' never move under one's feet.
    if (!build) expect(image).toMatch(/:v?\d+(\.\d+)*(-alpine)?$/);
  }
  expect(services.postgres?.image).toMatch(/^postgres:16/);
  expect(services.redis?.image).toMatch(/^redis:7/);
  const [major = 0, minor = 0, patch = 0] = (services.coturn?.image ?? '').split(':')[1]!.split('.').map(Number);
  expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(4_017_001);
});

test('secrets come from files only', () => {
  for (const [name, { environment = {} }] of Object.entries(services)) {
    for (const [variable, value] of Object.entries(environment)) {
      const isSwitch = /^(true|false)$/.test(String(value));
      const isSecret = /SECRET|PASSWORD|_KEY$/.test(variable) && !/^TLS_KEY$/.test(variable) && !isSwitch;
      if (isSecret)
        expect([name, variable, String(value)]).toEqual([
          name,
          expect.stringMatching(/_FILE$/),
          expect.stringMatching(/^\/run\/secrets\//),
        ]);
      expect(String(value)).not.toMatch(/:\/\/[^/]*:[^/]*@/);
    }
  }
});

test('nodes are given settings that there are, wait for what they stand on, and have the time that draining takes', () => {
  const known = new Set<string>([...settingNames, ...settingNames.map((name) => `${name}_FILE`)]);
  for (const name of nodes) {
    const { environment = {}, depends_on } = services[name]!;
    expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
    expect(depends_on).toMatchObject({
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
  }
});

test('nodes are given every setting, but for what the compose file itself decides', () => {
  const decided = ['NODE_ENV', 'HOST', 'PORT', 'DATA_DIR', 'REDIS_PREFIX', 'LAN', 'DEMO'];
  for (const name of nodes) {
    const given = Object.keys(services[name]!.environment ?? {}).map((variable) => variable.replace(/_FILE$/, ''));
    expect([...given, ...decided].sort()).toEqual([...settingNames].sort());
  }
});

test('nginx is given all that its configuration is filled in with, and knows every node', () => {
  const template = readFileSync('nginx/templates/spotlight.conf.template', 'utf8');
  const asked = new Set([...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
  const given = services.nginx?.environment ?? {};
  expect(Object.keys(given).sort()).toEqual([...asked].sort());
  for (const name of nodes.filter((node) => node !== 'worker')) {
    expect(String(given.APP_SERVERS)).toContain(`server ${name}:3000 resolve`);
  }
});
