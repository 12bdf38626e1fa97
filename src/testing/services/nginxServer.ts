import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { pollUntil } from '../journeys/support/poll.ts';
import { freePort } from './freePort.ts';
import { type Service, startService } from './service.ts';

/** nginx of this machine with the configuration that organisers get, filled in for loopback. */
export interface NginxServer extends Pick<Service, 'output'> {
  httpUrl: string;
  /** The app, and the relay's own port. */
  url: string;
  relayUrl: string;
  certificate: string;
  acmeFolder: string;
  /** Ends it as a crash would, workers too. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startNginx(options: { nodePorts: number[]; relayFolder?: string }): Promise<NginxServer> {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-nginx-'));
  const [http, https, relay, status] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const certificate = await writeCertificate(folder);
  const acmeFolder = join(folder, 'acme');
  mkdirSync(acmeFolder);
  cpSync('nginx', folder, { recursive: true });
  cpSync('/etc/nginx/mime.types', join(folder, 'mime.types'));
  mkdirSync(join(folder, 'conf.d'));
  const filledIn = fillIn(readFileSync('nginx/templates/spotlight.conf.template', 'utf8'), {
    SERVER_NAME: 'localhost',
    PUBLIC_PORT: `:${https}`,
    APP_SERVERS: options.nodePorts.map((port) => `server 127.0.0.1:${port} max_fails=1 fail_timeout=2s;`).join(' '),
    HTTP_PORT: String(http),
    HTTPS_PORT: String(https),
    RELAY_PORT: String(relay),
    STATUS_PORT: String(status),
    TLS_CERT: join(folder, 'cert.pem'),
    TLS_KEY: join(folder, 'key.pem'),
    ACME_FOLDER: acmeFolder,
    RELAY_FOLDER: options.relayFolder ?? join(folder, 'relay'),
    RESOLVER: '',
  });
  writeFileSync(join(folder, 'conf.d/spotlight.conf'), filledIn);
  // Its own places for what is on the way, so that it needs none of the system's.
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const main = readFileSync('nginx/nginx.conf', 'utf8').replace('http {', `http { ${places.join(' ')}`);
  writeFileSync(join(folder, 'nginx.conf'), main);

  const service = startService('/usr/sbin/nginx', [
    ...['-p', folder, '-c', join(folder, 'nginx.conf')],
    ...[
      '-g',
      `daemon off; pid ${folder}/pid; worker_shutdown_timeout 1s; ${process.getuid?.() === 0 ? 'user root;' : ''}`,
    ],
  ]);
  async function start(): Promise<void> {
    service.start();
    const isUp = async () => {
      if (!service.isRunning()) throw new Error(`nginx ended at its start:\n${service.output()}`);
      return isListening(https);
    };
    await pollUntil(isUp, { timeoutMs: 30_000, failure: service.output });
  }
  const kill = async () => void (await service.kill('SIGTERM'));
  await start();
  return {
    output: service.output,
    httpUrl: `http://localhost:${http}`,
    url: `https://localhost:${https}`,
    relayUrl: `https://localhost:${relay}`,
    certificate,
    acmeFolder,
    start,
    kill,
    async stop(): Promise<void> {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the image of nginx does it: only the names that are given are filled in, what is nginx's own stays. */
function fillIn(template: string, values: Record<string, string>): string {
  return template.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

async function writeCertificate(folder: string): Promise<string> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  writeFileSync(join(folder, 'cert.pem'), made.cert);
  writeFileSync(join(folder, 'key.pem'), made.private, { mode: 0o600 });
  return made.cert;
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
