import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localCertificate } from '../../server/lan/localCertificate.ts';
import { pollUntil } from '../journeys/support/poll.ts';
import { addresses } from './internet.ts';
import type { Namespace } from './namespaces.ts';
import { system } from './system.ts';

/** A TURN server, as an operator would run ours. */
export interface Coturn {
  /** What the product must know to use it. */
  settings: Record<string, string>;
  kill(): Promise<void>;
}

const render = fileURLToPath(new URL('../../../coturn/render.sh', import.meta.url));

/** Debian's coturn with the configuration that we ship; only that documentation addresses count as the internet here. */
export async function startCoturn(server: Namespace, folder: string): Promise<Coturn> {
  const secret = randomBytes(32).toString('hex');
  await localCertificate(folder);
  const configuration = system(
    'env',
    `TURN_REALM=${addresses.turn}`,
    `TURN_LISTENING_IPS=${addresses.turn}`,
    `TURN_SECRETS=${secret}`,
    `TURN_CERT=${join(folder, 'lan', 'cert.pem')}`,
    `TURN_KEY=${join(folder, 'lan', 'key.pem')}`,
    'sh',
    render,
  );
  const path = join(folder, 'turnserver.conf');
  writeFileSync(path, `${configuration}\nallowed-peer-ip=203.0.113.0-203.0.113.255\n`, { mode: 0o600 });
  const child = spawn(
    'ip',
    // biome-ignore format: one option a line tells less
    ['netns', 'exec', server.name, 'turnserver', '-c', path, `--pidfile=${join(folder, 'turnserver.pid')}`, `--userdb=${join(folder, 'turndb')}`],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said = (said + text).slice(-10_000);
    });
  const isListening = () => {
    if (child.exitCode !== null) throw new Error(`coturn ended at its start:\n${said}`);
    return ['3478', '443'].every((port) => server.run('ss', '-Hltn', `sport = :${port}`).includes(addresses.turn));
  };
  await pollUntil(isListening, { timeoutMs: 10_000, failure: () => `coturn does not listen:\n${said}` });
  const turn = `turn:${addresses.turn}:3478`;
  return {
    settings: {
      STUN_URLS: `stun:${addresses.turn}:3478`,
      TURN_URLS: [turn, `${turn}?transport=tcp`, `turns:${addresses.turn}:443?transport=tcp`].join(','),
      TURN_SECRETS: secret,
    },
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
