import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built product as a process of its own, with a data folder of its own. */
export interface Product {
  url: string;
  dataDir: string;
  /** Ends it by a signal; its exit code, null when the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** What it wrote, for the message when something fails. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts the built server and waits until it is ready. */
export async function startProduct(settings: Record<string, string> = {}): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotlight-journey-'));
  const port = await freePort();
  const url = `${settings.LAN ? 'https' : 'http'}://localhost:${port}`;
  let child: ChildProcess;
  let output = '';

  async function start(): Promise<void> {
    child = spawn(process.execPath, ['dist/server/main.js'], {
      env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.on('data', (text) => {
      output += text;
    });
    child.stderr?.on('data', (text) => {
      output += text;
    });
    const before = output.length;
    await until(
      () => output.includes('Spotlight is ready', before),
      () => child.exitCode !== null,
      () => output,
    );
  }
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return gone;
  }

  await start();
  return {
    url,
    dataDir,
    start,
    end,
    kill: async () => void (await end('SIGKILL')),
    output: () => output,
    stop: async () => {
      await end('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function until(isReady: () => boolean, hasEnded: () => boolean, output: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isReady()) {
    if (hasEnded()) throw new Error(`the server ended at its start:\n${output()}`);
    if (Date.now() > deadline) throw new Error(`the server was not ready in time:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
