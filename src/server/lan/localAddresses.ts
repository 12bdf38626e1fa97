import { networkInterfaces } from 'node:os';

/** Networks that are within this machine, or are tunnels out of it: no phone in the hall is in one. */
const UNSEEN =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|podman|cni|lxdbr|incusbr|tun|tap|utun|ppp|tailscale|nordlynx|proton|wg|zt)/;

export type Interfaces = ReturnType<typeof networkInterfaces>;

function addressesOn(interfaces: Interfaces, isWanted: (name: string) => boolean): string[] {
  return (
    Object.entries(interfaces)
      .filter(([name]) => isWanted(name))
      .flatMap(([, addresses]) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address)
      // What a machine calls itself where nobody has given it an address.
      .filter((address) => !address.startsWith('169.254.'))
  );
}

/** This machine's IPv4 addresses on networks that others may be in. */
export const hallAddresses = (interfaces: Interfaces = networkInterfaces()): string[] =>
  addressesOn(interfaces, (name) => !UNSEEN.test(name));

/** All of this machine's IPv4 addresses but the loopback, those that phones may reach first. */
export const localAddresses = (interfaces: Interfaces = networkInterfaces()): string[] => [
  ...hallAddresses(interfaces),
  ...addressesOn(interfaces, (name) => UNSEEN.test(name)),
];
