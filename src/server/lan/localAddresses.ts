import { networkInterfaces } from 'node:os';

/** This machine's IPv4 addresses on its networks, the loopback left out. */
export function localAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .map((address) => address.address);
}
