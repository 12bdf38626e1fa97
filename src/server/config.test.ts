import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { ConfigError, readConfig, settingNames } from './config.ts';

test('without settings it is the embedded default', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ port: 3000, dataDir: 'data', databaseUrl: undefined, lan: false });
  expect(Object.isFrozen(config)).toBe(true);
});

test('every problem is told at once', () => {
  const read = () => readConfig({ PORT: 'ninety', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/PORT[\s\S]*LOG_LEVEL|LOG_LEVEL[\s\S]*PORT/);
  expect(read).toThrow(/DATABASE_URL/);
});

test('proxies are told by their addresses', () => {
  const good = 'loopback, uniquelocal, linklocal, 10.0.0.0/8, 192.0.2.7, ::1, fd00::/8';
  expect(readConfig({ TRUST_PROXY: good }).trustProxy).toHaveLength(7);
  for (const TRUST_PROXY of ['true', 'nginx', '1', '10.0.0.0/99', 'loopback, nginx'])
    expect(() => readConfig({ TRUST_PROXY, PORT: 'ninety' })).toThrow(/PORT[\s\S]*uniquelocal[\s\S]*TRUST_PROXY/);
});

test('PostgreSQL needs a secret that nodes share', () => {
  const url = 'postgresql://spotlight@localhost/spotlight';
  expect(() => readConfig({ DATABASE_URL: url })).toThrow(/JWT_SECRET/);
  expect(readConfig({ DATABASE_URL: url, JWT_SECRET: 'x'.repeat(32) }).databaseUrl).toBe(url);
});

test('nodes that share a Redis share their database, and keep apart from others by a prefix', () => {
  const REDIS_URL = 'redis://cache.internal:6379';
  const shared = { DATABASE_URL: 'postgresql://spotlight@localhost/spotlight', JWT_SECRET: 'x'.repeat(32) };
  expect(readConfig({}).redis).toBeNull();
  expect(readConfig({ ...shared, REDIS_URL }).redis).toEqual({ url: REDIS_URL, prefix: 'spotlight' });
  const own = { REDIS_PASSWORD: 'p/w', REDIS_PREFIX: 'hall-2' };
  expect(readConfig({ ...shared, REDIS_URL, ...own }).redis).toEqual({
    url: 'redis://:p%2Fw@cache.internal:6379',
    prefix: 'hall-2',
  });
  expect(() => readConfig({ REDIS_URL })).toThrow(/DATABASE_URL/);
  expect(() => readConfig({ ...shared, REDIS_PASSWORD: 'p' })).toThrow(/REDIS_URL/);
  expect(() => readConfig({ ...shared, REDIS_URL: 'http://cache' })).toThrow(/REDIS_URL/);
});

test('mails need a server, a sender, and the address to which links in them lead', () => {
  const mail = { SMTP_URL: 'smtps://user:p%40ss@mail.example:465', MAIL_FROM: 'Spotlight <spotlight@hall.example>' };
  const PUBLIC_ORIGINS = 'https://hall.example/, https://other.example';
  expect(readConfig({}).mail).toBeNull();
  expect(readConfig({ ...mail, PUBLIC_ORIGINS }).mail).toEqual({
    url: mail.SMTP_URL,
    from: mail.MAIL_FROM,
    origin: 'https://hall.example',
  });
  expect(() => readConfig(mail)).toThrow(/PUBLIC_ORIGINS/);
  expect(() => readConfig({ SMTP_URL: mail.SMTP_URL, PUBLIC_ORIGINS })).toThrow(/MAIL_FROM/);
  expect(() => readConfig({ MAIL_FROM: mail.MAIL_FROM, PUBLIC_ORIGINS })).toThrow(/SMTP_URL/);
  expect(() => readConfig({ ...mail, SMTP_URL: 'https://mail.example', PUBLIC_ORIGINS })).toThrow(/SMTP_URL/);
});

test('a TURN server needs its address, and a secret that nobody guesses', () => {
  const TURN_URLS = 'turn:hall.example:3478, turns:hall.example:443?transport=tcp';
  const [fresh, old] = ['n'.repeat(32), 'o'.repeat(32)];
  expect(readConfig({}).turn).toBeNull();
  expect(readConfig({ TURN_URLS, TURN_SECRETS: `${fresh},${old}`, TURN_TTL_SECONDS: '600' }).turn).toEqual({
    urls: ['turn:hall.example:3478', 'turns:hall.example:443?transport=tcp'],
    secrets: [fresh, old],
    ttlSeconds: 600,
  });
  expect(() => readConfig({ TURN_URLS })).toThrow(/TURN_SECRETS/);
  expect(() => readConfig({ TURN_SECRETS: fresh })).toThrow(/TURN_URLS/);
  expect(() => readConfig({ TURN_URLS, TURN_SECRETS: 'change-me' })).toThrow(/TURN_SECRETS/);
  expect(() => readConfig({ TURN_URLS: 'https://hall.example', TURN_SECRETS: fresh })).toThrow(/TURN_URLS/);
});

test('the relay lies beside the data, is on, and keeps nothing longer than a week', () => {
  expect(readConfig({ DATA_DIR: '/srv/spotlight' }).relayDir).toBe('/srv/spotlight/relay');
  expect(readConfig({ RELAY_DIR: '/mnt/relay' }).relayDir).toBe('/mnt/relay');
  expect(readConfig({}).relay).toMatchObject({ isOn: true, lifeMs: 24 * 3600_000 });
  expect(readConfig({ RELAY: 'false', RELAY_HOURS: '168' }).relay).toMatchObject({ isOn: false, lifeMs: 604_800_000 });
  const RELAY_ORIGIN = 'https://spot.example:8443/';
  expect(readConfig({ RELAY_ORIGIN }).relay.origin).toBe('https://spot.example:8443');
  expect(readConfig({ RELAY_ACCEL: '/relay-bytes/' }).relay.accel).toBe('/relay-bytes/');
  expect(() => readConfig({ RELAY_ACCEL: 'relay-bytes' })).toThrow(/RELAY_ACCEL/);
  expect(() => readConfig({ RELAY_ORIGIN: 'http://spot.example' })).toThrow(/RELAY_ORIGIN/);
  const read = () => readConfig({ RELAY_HOURS: '169', RELAY_MAX_BYTES: '10 GiB' });
  expect(read).toThrow(/RELAY_MAX_BYTES[\s\S]*RELAY_HOURS/);
});

test('any setting may be in a file, and what cannot be read is told with all the rest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-settings-'));
  const [secret, empty] = [join(folder, 'secret'), join(folder, 'empty')];
  writeFileSync(secret, `${'s'.repeat(40)}\n`);
  writeFileSync(empty, '\n');
  expect(readConfig({ JWT_SECRET_FILE: secret }).jwtSecret).toBe('s'.repeat(40));
  expect(() => readConfig({ JWT_SECRET_FILE: secret, JWT_SECRET: 'x'.repeat(32) })).toThrow(/one of the two/);
  expect(readConfig({ JWT_SECRET_FILE: empty }).jwtSecret).toBeUndefined();
  const read = () => readConfig({ JWT_SECRET_FILE: join(folder, 'none'), PORT: 'ninety' });
  expect(read).toThrow(/JWT_SECRET_FILE[\s\S]*ENOENT[\s\S]*PORT/);
  rmSync(folder, { recursive: true });
});

test('the password of the database may be kept apart from its address', () => {
  const DATABASE_URL = 'postgresql://spotlight@db:5432/spotlight';
  const { databaseUrl } = readConfig({ DATABASE_URL, DATABASE_PASSWORD: 'a/b@c%', JWT_SECRET: 'x'.repeat(32) });
  expect(decodeURIComponent(new URL(databaseUrl!).password)).toBe('a/b@c%');
  expect(new URL(databaseUrl!).host).toBe('db:5432');
  expect(() => readConfig({ DATABASE_PASSWORD: 'alone' })).toThrow(/DATABASE_URL/);
});

test('the relay may be in a bucket instead', () => {
  const own = { RELAY_S3_BUCKET: 'hall', RELAY_S3_KEY_ID: 'id', RELAY_S3_SECRET: 'secret' };
  expect(readConfig({}).relayS3).toBeNull();
  expect(readConfig({ ...own, RELAY_S3_ENDPOINT: 'http://store:9000' }).relayS3).toEqual({
    ...{ bucket: 'hall', prefix: 'relay/', endpoint: 'http://store:9000', region: 'us-east-1', usesPathStyle: true },
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  });
  const atAmazon = { RELAY_S3_BUCKET: 'hall', RELAY_S3_REGION: 'eu-central-1' };
  expect(readConfig(atAmazon).relayS3).toMatchObject({ usesPathStyle: false, credentials: undefined });
  expect(() => readConfig({ ...own, RELAY_S3_SECRET: '' })).toThrow(/RELAY_S3_SECRET/);
  expect(() => readConfig({ ...own, RELAY_S3_PREFIX: 'relay' })).toThrow(/RELAY_S3_PREFIX/);
  expect(() => readConfig({ RELAY_S3_ENDPOINT: 'http://store:9000' })).toThrow(/RELAY_S3_BUCKET/);
});

test('a process does everything if not said otherwise; parts of it need what they share', () => {
  const shared = {
    DATABASE_URL: 'postgresql://spotlight@db:5432/spotlight',
    JWT_SECRET: 'x'.repeat(32),
    REDIS_URL: 'redis://redis:6379',
  };
  expect(readConfig({}).role).toBe('all');
  expect(readConfig({ ...shared, ROLE: 'worker' }).role).toBe('worker');
  expect(() => readConfig({ ROLE: 'web' })).toThrow(/DATABASE_URL[\s\S]*REDIS_URL/);
  expect(() => readConfig({ ...shared, ROLE: 'worker', REDIS_URL: '' })).toThrow(/REDIS_URL/);
  expect(() => readConfig({ ROLE: 'sweeper' })).toThrow(/ROLE/);
});

test('an empty value counts as not set', () => {
  expect(readConfig({ DATABASE_URL: '', PORT: '' }).port).toBe(3000);
});

test('.env.example as it is says what is so without it', () => {
  expect(readConfig(parseEnv(readFileSync('.env.example', 'utf8')) as Record<string, string>)).toEqual(readConfig({}));
});

test('.env.example names every setting and no other', () => {
  const named = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual([...settingNames].sort());
});
