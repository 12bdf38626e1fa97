import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from 'selfsigned';
import { freePort } from '../services/freePort.ts';

/** A TURN server of its own on loopback, with the configuration that operators get. */
export interface Coturn {
  port: number;
  tlsPorts: [number, number];
  /** The filled-in configuration, as shipped: without the lines that only the test adds. */
  shipped: string;
  output(): string;
  stop(): Promise<void>;
}

const renderPath = fileURLToPath(new URL('../../../coturn/render.sh', import.meta.url));
const START_LIMIT_MS = 20_000;

export const makeTurnSecret = () => randomBytes(48).toString('base64');

/** Fills in the shipped template, adds these lines to the copy, and starts Debian's coturn with it. */
export async function startCoturn(options: { secrets: string[]; moreLines?: string[] }): Promise<Coturn> {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-coturn-'));
  const inFolder = (name: string) => join(folder, name);
  const [port, tlsPort, secondTlsPort, metricsPort] = await freePorts();
  await writeCertificate(inFolder('cert.pem'), inFolder('key.pem'));
  const shipped = render({
    TURN_REALM: 'turn.example',
    TURN_SECRETS: options.secrets.join(','),
    TURN_LISTENING_IPS: '127.0.0.1,::1',
    TURN_PORT: String(port),
    TURN_TLS_PORT: String(tlsPort),
    TURN_SECOND_TLS_PORT: String(secondTlsPort),
    TURN_METRICS_PORT: String(metricsPort),
    TURN_CERT: inFolder('cert.pem'),
    TURN_KEY: inFolder('key.pem'),
  });
  const own = [`userdb=${inFolder('turndb')}`, `pidfile=${inFolder('pid')}`, ...(options.moreLines ?? [])];
  writeFileSync(inFolder('turnserver.conf'), [shipped, ...own, ''].join('\n'));

  let output = '';
  const child = spawn('turnserver', ['-c', inFolder('turnserver.conf')], { cwd: folder, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const one of [port, tlsPort, secondTlsPort]) await untilListening(one, child, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, tlsPorts: [tlsPort, secondTlsPort], shipped, output: () => output, stop };
}

/** The configuration that an operator gets for these settings. */
export function render(settings: Record<string, string>): string {
  const env = { PATH: process.env.PATH, ...settings };
  const { status, stdout, stderr } = spawnSync('sh', [renderPath], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

async function writeCertificate(certPath: string, keyPath: string): Promise<void> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
  writeFileSync(certPath, made.cert);
  writeFileSync(keyPath, made.private);
}

async function freePorts(): Promise<[number, number, number, number]> {
  return [await freePort(), await freePort(), await freePort(), await freePort()];
}

async function untilListening(port: number, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`coturn ended at its start:\n${output()}`);
    if (Date.now() > deadline) throw new Error(`coturn does not listen on ${port}:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}
