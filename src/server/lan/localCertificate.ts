import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { localAddresses } from './localAddresses.ts';

export interface Certificate {
  key: string;
  cert: string;
}

// Apple's devices refuse certificates that live longer than 398 days or do not name their use.
const LIFE_MS = 397 * 24 * 3600_000;
const RENEW_BEFORE_MS = 30 * 24 * 3600_000;

/**
 * The certificate for the local network, made at the first start and kept beside the data, so that a phone that
 * trusted it once is not asked again. A new one is made when this machine has an address that the old one lacks,
 * or when it is about to end.
 */
export async function localCertificate(dataDir: string, local = localAddresses()): Promise<Certificate> {
  const folder = join(dataDir, 'lan');
  const names = ['localhost', hostname(), `${hostname()}.local`];
  const addresses = ['127.0.0.1', ...local];
  const kept = readKept(folder);
  if (kept && isGood(kept, addresses)) return kept;

  const made = await generate([{ name: 'commonName', value: 'Spotlight on this network' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + LIFE_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  const certificate = { key: made.private, cert: made.cert };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'key.pem'), certificate.key, { mode: 0o600 });
  writeFileSync(join(folder, 'cert.pem'), certificate.cert);
  return certificate;
}

function readKept(folder: string): Certificate | null {
  try {
    return { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(join(folder, 'cert.pem'), 'utf8') };
  } catch {
    return null;
  }
}

function isGood({ cert, key }: Certificate, addresses: string[]): boolean {
  try {
    const x509 = new X509Certificate(cert);
    const isFresh = Date.parse(x509.validTo) - Date.now() > RENEW_BEFORE_MS;
    // The two are written one after the other.
    return (
      isFresh &&
      x509.checkPrivateKey(createPrivateKey(key)) &&
      addresses.every((address) => x509.checkIP(address) !== undefined)
    );
  } catch {
    return false;
  }
}
