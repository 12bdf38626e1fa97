import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDiskRelayBytes } from '../server/transfers/relay/diskRelayBytes.ts';
import { makeMemoryUploadLocks } from '../server/transfers/relay/memoryUploadLocks.ts';
import type { RelaySettings } from '../server/transfers/relay/relayRoom.ts';

/** A relay in an own, empty folder. */
export function makeTestRelay(change: Partial<RelaySettings> = {}, folder = mkdtempSync(join(tmpdir(), 'relay-'))) {
  const settings = { isOn: true, maxBytes: 1e9, accountBytes: 1e9, keepFreeBytes: 0, lifeMs: 24 * 3600_000, ...change };
  return { folder, bytes: makeDiskRelayBytes(folder), locks: makeMemoryUploadLocks(), settings };
}
