import { afterEach, expect, test, vi } from 'vitest';
import type { AppError } from '../../core/appError.ts';
import { RefusedError } from '../../core/appError.ts';
import { createVisitCommand } from './createVisitCommand.ts';

afterEach(() => void vi.unstubAllGlobals());

const missing = new TypeError('Failed to fetch dynamically imported module: https://localhost/x.js');
const wrongPassword = new RefusedError({ code: 'shares.wrong_password', kind: 'forbidden' });

test.each<[string, boolean, Error, AppError['code']]>([
  ['a part that is missing: reload', true, missing, 'request.not_found'],
  ['a part that is missing without a network: later', false, missing, 'client.unreachable'],
  ["the server's own refusal", true, wrongPassword, 'shares.wrong_password'],
])('what is said of what a visitor tries in vain: %s', async (_what, onLine, thrown, code) => {
  vi.stubGlobal('navigator', { onLine });
  const command = createVisitCommand(() => Promise.reject(thrown));
  await command.run();
  expect(command.error()?.code).toBe(code);
});
