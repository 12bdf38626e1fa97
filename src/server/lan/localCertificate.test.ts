import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localCertificate } from './localCertificate.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spotlight-lan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a certificate is made once and kept', async () => {
  const first = await localCertificate(folder);
  expect(await localCertificate(folder)).toEqual(first);
  expect(new X509Certificate(first.cert).checkIP('127.0.0.1')).toBe('127.0.0.1');
});

test('a damaged one is replaced', async () => {
  const first = await localCertificate(folder);
  writeFileSync(join(folder, 'lan', 'cert.pem'), 'not a certificate');
  expect((await localCertificate(folder)).cert).not.toBe(first.cert);
});

test('one whose key is of another is replaced: between the two the machine went off', async () => {
  const first = await localCertificate(folder);
  rmSync(join(folder, 'lan'), { recursive: true });
  const second = await localCertificate(folder);
  writeFileSync(join(folder, 'lan', 'cert.pem'), first.cert);
  const third = await localCertificate(folder);
  expect([first.cert, second.cert]).not.toContain(third.cert);
  expect(await localCertificate(folder)).toEqual(third);
});

test('it serves HTTPS to whoever trusts it', async () => {
  const certificate = await localCertificate(folder);
  const server = createServer(certificate, (_request, response) => response.end('hello'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const status = await new Promise((done, failed) =>
    get({ host: '127.0.0.1', port, ca: certificate.cert }, (response) => done(response.statusCode)).on('error', failed),
  );
  server.close();
  expect(status).toBe(200);
});
