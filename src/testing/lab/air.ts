import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespaces.ts';

/** What a link does to what passes over it, the same in both directions. */
export interface Quality {
  rateMbit: number;
  delayMs: number;
  /** Share of the frames that are lost. */
  loss: number;
  /** How much may wait for its turn. */
  queueMs: number;
}

export interface Air {
  change(quality: Quality): void;
  /** Takes both devices away. */
  end(): Promise<void>;
}

interface End {
  namespace: Namespace;
  device: string;
}

const program = fileURLToPath(new URL('air.py', import.meta.url));

/** A link of this quality between two new devices, made by air.py. */
export async function openAir(one: End, other: End, quality: Quality): Promise<Air> {
  const ends = [one, other].flatMap(({ namespace, device }) => [namespace.name, device]);
  // Debian's own: another one in the path may lack what it needs.
  const child = spawn('/usr/bin/python3', [program, ...ends, JSON.stringify(quality)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await isUp(child);
  return {
    change: (next) => void child.stdin?.write(`${JSON.stringify(next)}\n`),
    async end() {
      child.stdin?.end();
      await ended;
    },
  };
}

function isUp(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`air.py ended with ${code}`)));
    child.stdout?.once('data', () => resolve());
  });
}
