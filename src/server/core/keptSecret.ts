import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is shorter is no secret but what is left of one whose writing was cut off. */
const LEAST_LENGTH = 32;

/** The secret that signs access tokens: made at the first start and kept beside the data, readable by its owner only. */
export function keptSecret(dataDir: string): string {
  const path = join(dataDir, 'jwt-secret');
  const found = readIfThere(path);
  if (found !== null && found.length >= LEAST_LENGTH) return found;
  mkdirSync(dataDir, { recursive: true });
  // It gets its name when all of it is on disk.
  const whole = `${path}.${process.pid}`;
  writeFileSync(whole, randomBytes(48).toString('base64url'), { mode: 0o600, flush: true });
  try {
    if (found === null) giveName(whole, path);
    else renameSync(whole, path);
  } finally {
    rmSync(whole, { force: true });
  }
  return readFileSync(path, 'utf8');
}

/** Of two processes that start together one gives the name, the other finds it given. */
function giveName(whole: string, path: string): void {
  try {
    linkSync(whole, path);
  } catch (error) {
    // Some file systems have no links.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') renameSync(whole, path);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
