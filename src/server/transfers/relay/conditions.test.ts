import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { rangeHolds, weighConditions } from './conditions.ts';

const etag = '"a-1"';
const verdicts: [IncomingHttpHeaders, ReturnType<typeof weighConditions>][] = [
  [{}, 'send'],
  [{ 'if-none-match': '"a-1"' }, 'not_modified'],
  [{ 'if-none-match': 'W/"a-1"' }, 'not_modified'],
  [{ 'if-none-match': '"b", W/"c" , "a-1"' }, 'not_modified'],
  [{ 'if-none-match': '*' }, 'not_modified'],
  [{ 'if-none-match': '"a-2"' }, 'send'],
  [{ 'if-none-match': 'a-1' }, 'send'],
  [{ 'if-match': '"a-1"' }, 'send'],
  [{ 'if-match': '*' }, 'send'],
  [{ 'if-match': '"b"' }, 'failed'],
  [{ 'if-match': 'W/"a-1"' }, 'failed'],
  [{ 'if-match': '"b"', 'if-none-match': '"a-1"' }, 'failed'],
];
test.each(verdicts)('%j', (headers, verdict) => {
  expect(weighConditions(headers, etag)).toBe(verdict);
});

const holds: [string | undefined, boolean][] = [
  [undefined, true],
  ['"a-1"', true],
  ['"a-2"', false],
  ['W/"a-1"', false],
  ['Mon, 01 Jun 2026 12:00:00 GMT', false],
];
test.each(holds)('a range with If-Range %j', (ifRange, expected) => {
  expect(rangeHolds({ 'if-range': ifRange }, etag)).toBe(expected);
});
