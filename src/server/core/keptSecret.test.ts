import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { keptSecret } from './keptSecret.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secret-'));
});

test('the secret is made once, for its owner only, in a folder that need not be there', () => {
  const inside = join(folder, 'data');
  const secret = keptSecret(inside);
  expect(secret.length).toBeGreaterThanOrEqual(64);
  expect(keptSecret(inside)).toBe(secret);
  expect(readdirSync(inside)).toEqual(['jwt-secret']);
  expect(statSync(join(inside, 'jwt-secret')).mode & 0o777).toBe(0o600);
});

test.each(['', 'cut off'])('one of which a full disk or a kill has left "%s" is made anew', (left) => {
  writeFileSync(join(folder, 'jwt-secret'), left);
  const secret = keptSecret(folder);
  expect(secret.length).toBeGreaterThanOrEqual(64);
  expect(keptSecret(folder)).toBe(secret);
});

test('one of one’s own is left as it is', () => {
  const own = 'a secret of thirty-two characters';
  writeFileSync(join(folder, 'jwt-secret'), own);
  expect(keptSecret(folder)).toBe(own);
  expect(readFileSync(join(folder, 'jwt-secret'), 'utf8')).toBe(own);
});
