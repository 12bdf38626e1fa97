import { readFileSync } from 'node:fs';
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

test('PostgreSQL needs a secret that nodes share', () => {
  const url = 'postgresql://spotlight@localhost/spotlight';
  expect(() => readConfig({ DATABASE_URL: url })).toThrow(/JWT_SECRET/);
  expect(readConfig({ DATABASE_URL: url, JWT_SECRET: 'x'.repeat(32) }).databaseUrl).toBe(url);
});

test('an empty value counts as not set', () => {
  expect(readConfig({ DATABASE_URL: '', PORT: '' }).port).toBe(3000);
});

test('.env.example names every setting and no other', () => {
  const named = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual([...settingNames].sort());
});
