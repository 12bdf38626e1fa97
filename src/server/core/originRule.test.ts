import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { makeOriginRule } from './originRule.ts';

const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;

test.each([
  ['the page of the host itself', { origin: 'https://spot.example', host: 'spot.example' }, true],
  ['another site', { origin: 'https://evil.example', host: 'spot.example' }, false],
  ['another port of the same machine', { origin: 'http://localhost:9000', host: 'localhost:3000' }, false],
  ['a sandboxed page', { origin: 'null', host: 'spot.example' }, false],
  ['a configured origin', { origin: 'https://app.example', host: 'api.example' }, true],
  ['no browser page at all', { host: 'spot.example' }, true],
  ['a cross-site request without Origin', { host: 'spot.example', 'sec-fetch-site': 'cross-site' }, false],
  [
    'a forwarded host that nobody vouches for',
    { origin: 'https://a.example', host: 'b', 'x-forwarded-host': 'a.example' },
    false,
  ],
])('%s', (_who, headers, isAllowed) => {
  expect(makeOriginRule(['https://app.example'], false)(request(headers as never))).toBe(isAllowed);
});

test('behind a proxy its word for the host counts', () => {
  const headers = { origin: 'https://a.example', host: 'backend:3000', 'x-forwarded-host': 'a.example' };
  expect(makeOriginRule([], true)(request(headers))).toBe(true);
});
