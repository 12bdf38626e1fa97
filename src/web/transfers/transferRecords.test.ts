import { beforeEach, expect, test, vi } from 'vitest';
import type { TransferId } from '../../shared/core/ids.ts';
import { relayLimits } from '../../shared/transfers/relay.ts';
import { transferLimits } from '../../shared/transfers/transferRules.ts';
import { keptUntil } from './engine/keeping.ts';
import { readRecords, type TransferRecord } from './transferRecords.ts';

const DAY_MS = 24 * 3600_000;
const records = vi.hoisted(() => new Map<string, unknown>());
vi.mock('../core/sharedDatabase.ts', () => ({
  sharedDatabase: () => async () => ({
    getAll: async () => [...records.values()],
    delete: async (_store: string, id: string) => records.delete(id),
  }),
}));

const createdAt = new Date('2026-11-20T12:00:00.000Z');

beforeEach(() => {
  const record = { transferId: 'a' as TransferId, createdAt: createdAt.toISOString() } as TransferRecord;
  records.set(record.transferId, record);
});

test('what is known of a transfer outlives what came of it', async () => {
  const acceptedAt = createdAt.getTime() + relayLimits.longestLifeMs;
  const latestEnd = new Date(acceptedAt + transferLimits.acceptedLifeMs);
  expect(await readRecords(keptUntil(latestEnd.toISOString()).getTime() + DAY_MS)).toHaveLength(1);
  expect(await readRecords(createdAt.getTime() + 48 * DAY_MS)).toEqual([]);
  expect(records.size).toBe(0);
});
