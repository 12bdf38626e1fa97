import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type NetworkInterfaceInfo, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { settled } from '../../testing/settled.ts';
import { followNetwork } from './followNetwork.ts';
import { localCertificate } from './localCertificate.ts';

const toInterface = (address: string) => ({ address, family: 'IPv4', internal: false }) as NetworkInterfaceInfo;

test('in another network it serves with a certificate for its address there, and says so once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotlight-follow-'));
  const certificate = await localCertificate(dataDir, ['192.0.2.7']);
  const server = createServer(certificate).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const certified = async (address: string) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const isIn = socket.getPeerX509Certificate()?.checkIP(address) !== undefined;
    socket.destroy();
    return isIn;
  };
  const faults: unknown[] = [];
  let addresses = ['192.0.2.7'];
  const containers: string[] = [];
  let looks = 0;
  let moves = 0;
  const read = () => {
    looks += 1;
    return { wlan0: addresses.map(toInterface), docker0: containers.map(toInterface) };
  };
  const onMove = () => {
    moves += 1;
  };
  const parts = { server, certificate, dataDir, onMove, onFault: (error: unknown) => faults.push(error) };
  const unfollow = followNetwork(parts, read, 5);
  onTestFinished(() => {
    unfollow();
    server.close();
    rmSync(dataDir, { recursive: true });
  });

  // Phones are not asked again for a network that they are not in.
  containers.push('172.17.0.1');
  await settled(() => expect(looks).toBeGreaterThan(3));
  expect(moves).toBe(0);
  addresses = ['198.51.100.9'];
  await settled(() => expect(moves).toBe(1));
  expect(await certified('198.51.100.9')).toBe(true);
  expect(certificate.cert).toBe((await localCertificate(dataDir, [...addresses, ...containers])).cert);
  // Nor for one that this machine has come into beside theirs, or is not in for a moment.
  const before = certificate.cert;
  addresses = ['192.0.2.99', '198.51.100.9'];
  await settled(() => expect(moves).toBe(2));
  containers.push('172.18.0.1');
  addresses = [];
  await settled(() => expect(moves).toBe(3));
  addresses = ['198.51.100.9'];
  await settled(() => expect(moves).toBe(4));
  expect([certificate.cert, faults]).toEqual([before, []]);
});
