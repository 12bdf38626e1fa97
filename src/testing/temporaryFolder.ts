import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whatever the tests put into the temporary folder goes with them, though one of them may have been cut short. */
export default function setUp(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-tests-'));
  // Programs that run as somebody else have folders of their own in it.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
