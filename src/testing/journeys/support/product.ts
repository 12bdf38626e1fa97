import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../services/freePort.ts';
import { whenAnyTestFails, whenFileEnds } from './ends.ts';
import { fillWithMigrated } from './migratedFolder.ts';
import { pollUntil } from './poll.ts';
import { nodeCount, startSeveral } from './severalNodes.ts';

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

/** Where it runs: here, or in a network of its own. */
export interface Place {
  host: string;
  port: number;
  /** What runs a program there. */
  prefix: string[];
}

/**
 * Starts the built server, which has run before, and waits until it is ready; several of them where that is asked for. It
 * runs until the tests of its file are over.
 */
export async function startProduct(settings: Record<string, string> = {}, place?: Place): Promise<Product> {
  const one = await startOne(settings, place);
  let hasEnded = false;
  const product: Product = {
    ...one,
    async end(signal) {
      hasEnded = true;
      return one.end(signal);
    },
    async kill() {
      hasEnded = true;
      return one.kill();
    },
    async start() {
      hasEnded = false;
      return one.start();
    },
  };
  whenFileEnds(product.stop);
  whenAnyTestFails(async () => {
    const words = `${product.url} wrote at last:\n${lastLines(product.output())}`;
    // The next test, or the next try, is not to fail because this one got no further.
    if (hasEnded) await product.start();
    return words;
  });
  return product;
}

async function startOne(settings: Record<string, string>, place?: Place): Promise<Product> {
  if (nodeCount > 0 && !place && !settings.LAN) return startSeveral(nodeCount, settings);
  const dataDir = makeDataDir();
  await fillWithMigrated(dataDir);
  return startIn(dataDir, settings, place);
}

/** Starts it for the first time: on an empty folder, by what people type if that is given. */
export function startNewProduct(settings: Record<string, string> = {}, command?: string[]): Promise<Product> {
  return startIn(makeDataDir(), settings, undefined, command);
}

/** For a process that lives a minute V8 need not spend seconds on translating PGlite's WebAssembly well: only what is hot for long. */
export const briefly = ['--wasm-tiering-budget=100000000'];

/** So much of what a server wrote is told when a test fails. */
const lastLines = (output: string): string =>
  output
    .trimEnd()
    .split('\n')
    .slice(-20)
    .map((line) => line.slice(0, 300))
    .join('\n');

const makeDataDir = () => mkdtempSync(join(tmpdir(), 'spotlight-journey-'));

async function startIn(
  dataDir: string,
  settings: Record<string, string>,
  place?: Place,
  command = ['dist/server/main.js'],
): Promise<Product> {
  const { host, port, prefix } = place ?? { host: 'localhost', port: await freePort(), prefix: [] };
  const url = new URL(`${settings.LAN ? 'https' : 'http'}://${host}:${port}`).origin;
  const [program, ...args] = [...prefix, process.execPath, ...briefly, ...command];
  let child: ChildProcess;
  let output = '';

  async function start(): Promise<void> {
    child = spawn(program!, args, {
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
    const isReady = () => {
      if (child.exitCode !== null) throw new Error(`the server ended at its start:\n${output}`);
      return output.includes('Spotlight is ready', before);
    };
    await pollUntil(isReady, { timeoutMs: 150_000, failure: () => `the server was not ready in time:\n${output}` });
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
