import { addresses, type Internet } from './internet.ts';
import type { Namespace, Territory } from './namespaces.ts';

/**
 * How a router translates addresses. `cone` keeps a phone's port for whomever it talks to, so that STUN can tell it to
 * others; `symmetric` takes another port for each, which nobody else can know.
 */
export type Nat = 'cone' | 'symmetric';

/** A router with a Wi-Fi of its own behind it. */
export interface Router {
  namespace: Namespace;
  publicAddress: string;
  /** The network behind it: 192.168.N.0/24, the router at .1. */
  network: number;
  /** What it lets through from now on, connections that exist included: see `firewalls`. */
  obey(rules: string[]): void;
  /** Whether its guests may talk to each other. */
  isolate(isIsolated: boolean): void;
  /** Makes a device of its namespace part of its Wi-Fi. */
  admit(device: string): void;
}

/** Rules of a router's firewall, as nftables takes them. */
export const firewalls = {
  open: [],
  noUdp: ['meta l4proto udp drop'],
  /** What many halls do: ports 80 and 443, whoever listens there. */
  webPorts: ['meta l4proto udp drop', 'iifname "lan" tcp dport != { 80, 443 } reject with tcp reset'],
  /** A proxy that looks into what it passes: HTTP to the app gets through, nothing that only uses its port. */
  onlyHttp: [
    'meta l4proto udp drop',
    `iifname "lan" ip daddr != ${addresses.app} drop`,
    'iifname "lan" tcp dport != { 80, 443 } reject with tcp reset',
  ],
  noWayTo: (address: string) => [`ip daddr ${address} drop`, `ip saddr ${address} drop`],
};

export function makeRouter(territory: Territory, internet: Internet, network: number, nat: Nat): Router {
  const namespace = territory.namespace(`router${network}`);
  const publicAddress = `203.0.113.${addresses.firstRouter + network - 1}`;
  const guests: string[] = [];
  let isIsolating = false;

  internet.join(namespace, publicAddress);
  namespace.ip('link', 'add', 'lan', 'type', 'bridge');
  namespace.ip('addr', 'add', `192.168.${network}.1/24`, 'dev', 'lan');
  namespace.ip('link', 'set', 'lan', 'up');
  namespace.run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
  namespace.run('nft', tables(nat));
  // Its guests' own talk is not routed, so the firewall must not see it; where bridges do not ask it, the setting is missing.
  namespace.run('sysctl', '-qew', 'net.bridge.bridge-nf-call-iptables=0');

  const setIsolation = (device: string) =>
    namespace.run('bridge', 'link', 'set', 'dev', device, 'isolated', isIsolating ? 'on' : 'off');

  return {
    namespace,
    publicAddress,
    network,
    obey(rules) {
      const added = rules.map((rule) => `add rule ip filter mode ${rule}`);
      namespace.run('nft', ['flush chain ip filter mode', ...added].join('\n'));
    },
    isolate(isIsolated) {
      isIsolating = isIsolated;
      for (const device of guests) setIsolation(device);
    },
    admit(device) {
      namespace.ip('link', 'set', device, 'master', 'lan', 'up');
      guests.push(device);
      setIsolation(device);
    },
  };
}

// What comes from outside to the router itself is dropped, as every router does: an entry that a peer's packet made before
// ours had left would take the port that STUN promised them.
const tables = (nat: Nat) => `
  table ip nat {
    chain after { type nat hook postrouting priority 100; oifname "wan" masquerade ${nat === 'symmetric' ? 'fully-random' : ''}; }
  }
  table ip filter {
    chain mode { }
    chain through {
      type filter hook forward priority 0; policy drop;
      jump mode
      ct state established,related accept
      iifname "lan" oifname "wan" accept
    }
    chain itself {
      type filter hook input priority 0; policy drop;
      iifname "lan" accept
      ip protocol icmp accept
    }
  }`;
