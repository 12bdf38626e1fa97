import { expect, it } from 'vitest';
import { relayLimits } from '../../../shared/transfers/relay.ts';
import { transferLimits } from '../../../shared/transfers/transferRules.ts';
import { isOverdue, isRecordOverdue, keptUntil } from './keeping.ts';

const HOUR_MS = 3600_000;
const end = Date.parse('2026-11-20T12:00:00.000Z');
const expiresAt = new Date(end).toISOString();

it.each([
  ['what came whole is there ten minutes after its link ran out', 'receiver', true, 1 / 6, false],
  ['what came whole is still there at the end of the day that is named', 'receiver', true, 31 * 24 - 1, false],
  ['what came whole goes at last', 'receiver', true, 31 * 24, true],
  ['a part of it outlives a clock that is an hour ahead', 'receiver', false, 1, false],
  ['a part of it goes a day later', 'receiver', false, 24, true],
  ['what is known of files sent outlives what the relay may keep of them', 'sender', true, 7 * 24, false],
  ['what is known of files sent goes a day after that', 'sender', true, 8 * 24, true],
] as const)('%s', (_, role, isFinished, hours, isGone) => {
  expect(isOverdue({ role, isFinished, expiresAt }, end + hours * HOUR_MS)).toBe(isGone);
});

it('names a day a month after the end', () => {
  expect(keptUntil(expiresAt).toISOString()).toBe('2026-12-20T12:00:00.000Z');
});

it('knows of a transfer for as long as anything of it can be here', () => {
  const latestEnd = end + relayLimits.longestLifeMs + transferLimits.acceptedLifeMs;
  const stays = { role: 'receiver', isFinished: true, expiresAt: new Date(latestEnd).toISOString() } as const;
  const [lastMs, laterMs] = [end + 45 * 24 * HOUR_MS - 1, end + 48 * 24 * HOUR_MS];
  expect([isOverdue(stays, lastMs), isRecordOverdue(expiresAt, lastMs)]).toEqual([false, false]);
  expect([isOverdue(stays, laterMs), isRecordOverdue(expiresAt, laterMs)]).toEqual([true, true]);
});
