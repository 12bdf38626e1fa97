import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localCertificate } from '../../server/lan/localCertificate.ts';
import { pollUntil } from '../journeys/support/poll.ts';
import { makeTurnSecret, render } from '../turn/coturn.ts';
import { addresses } from './internet.ts';
import type { Namespace } from './namespaces.ts';

/** A TURN server, as an operator would run ours. */
export interface Coturn {
  /** What the product must know to use it. */
  settings: Record<string, string>;
  kill(): Promise<void>;
}

/** Debian's coturn with the configuration that we ship; only that documentation addresses count as the internet here. */
export async function startCoturn(server: Namespace, folder: string): Promise<Coturn> {
  const secret = makeTurnSecret();
  await localCertificate(folder);
  const shipped = render({
    TURN_REALM: addresses.turn,
    TURN_LISTENING_IPS: addresses.turn,
    TURN_SECRETS: secret,
    TURN_CERT: join(folder, 'lan', 'cert.pem'),
    TURN_KEY: join(folder, 'lan', 'key.pem'),
  });
  const path = join(folder, 'turnserver.conf');
  const own = [
    `userdb=${folder}/turndb`,
    `pidfile=${folder}/turnserver.pid`,
    'allowed-peer-ip=203.0.113.0-203.0.113.255',
  ];
  writeFileSync(path, [shipped, ...own, ''].join('\n'), { mode: 0o600 });
  const child = spawn('ip', ['netns', 'exec', server.name, 'turnserver', '-c', path], { cwd: folder, stdio: 'pipe' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
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
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
