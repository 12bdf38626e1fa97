import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file of random bytes on disk; `remove` takes it away again. */
export function makeRandomFile(bytes: number, name = 'video.bin'): { path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-bench-'));
  const path = join(folder, name);
  const file = openSync(path, 'w');
  const buffer = Buffer.alloc(4 * 1024 * 1024);
  for (let left = bytes; left > 0; left -= buffer.length) {
    randomFillSync(buffer);
    writeSync(file, buffer, 0, Math.min(left, buffer.length));
  }
  closeSync(file);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
