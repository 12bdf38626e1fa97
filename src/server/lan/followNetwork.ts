import { X509Certificate } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { Server } from 'node:tls';
import { hallAddresses, type Interfaces, localAddresses } from './localAddresses.ts';
import { type Certificate, localCertificate } from './localCertificate.ts';

interface Followed {
  server: Pick<Server, 'setSecureContext'>;
  /** What is served with; another one is written into it. */
  certificate: Certificate;
  dataDir: string;
  /** Called when the machine has come to another network, or has left one. */
  onMove(): void;
  onFault(error: unknown): void;
}

const LOOK_MS = 30_000;

/**
 * Looks now and then whether the machine is in another network, and serves with a certificate for its address there.
 * Ends when what it returns is called.
 */
export function followNetwork(followed: Followed, read = networkInterfaces, lookMs = LOOK_MS): () => void {
  let known = hallAddresses(read()).join();
  const timer = setInterval(() => {
    const networks = read();
    const now = hallAddresses(networks).join();
    if (now === known) return;
    known = now;
    move(followed, networks).catch(followed.onFault);
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function move({ server, certificate, dataDir, onMove }: Followed, networks: Interfaces): Promise<void> {
  const hall = hallAddresses(networks);
  const served = new X509Certificate(certificate.cert);
  // Whoever has trusted it is not asked again in the middle of an event for a network that came or went beside theirs.
  if (hall.length > 0 && !hall.some((address) => served.checkIP(address))) {
    const fitting = await localCertificate(dataDir, localAddresses(networks));
    server.setSecureContext(fitting);
    Object.assign(certificate, fitting);
  }
  onMove();
}
