import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, createReadStream, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenFileEnds } from './ends.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

/** A real video with a moving picture and sound, of about the size asked for. */
export function makeVideo(folder: string, name: string, { seconds = 6, megabitPerSecond = 8 } = {}): string {
  const path = join(folder, name);
  const picture = `testsrc2=duration=${seconds}:size=1280x720:rate=30`;
  const { status, stderr } = spawnSync(
    'ffmpeg',
    // biome-ignore format: one option a line tells less
    ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', `${picture},noise=alls=20:allf=t`, '-f', 'lavfi', '-i', `sine=duration=${seconds}`,
     '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-b:v', `${megabitPerSecond}M`, '-minrate', `${megabitPerSecond}M`, '-maxrate', `${megabitPerSecond}M`,
     '-bufsize', '4M', '-c:a', 'aac', '-movflags', '+faststart', path],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`ffmpeg failed: ${stderr}`);
  return path;
}

/** A file of any size that takes no room on the disk: its first and last bytes are set, between them are zeros. */
export function makeSparseFile(folder: string, name: string, sizeBytes: number): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  writeSync(file, 'first');
  ftruncateSync(file, sizeBytes);
  writeSync(file, 'last', sizeBytes - 4);
  closeSync(file);
  return path;
}

/** The SHA-256 of a file, read as a stream. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A folder that is gone when the tests of its file are. */
export function makeFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'spotlight-files-'));
  const remove = () => rmSync(path, { recursive: true, force: true });
  whenFileEnds(remove);
  return { path, remove };
}

/** A file that cannot be compressed or guessed; the same bytes never come twice. */
export function makeRandomFile(folder: string, name: string, sizeBytes: number): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  for (let left = sizeBytes; left > 0; left -= PIECE_BYTES) writeSync(file, randomBytes(Math.min(left, PIECE_BYTES)));
  closeSync(file);
  return path;
}
