import type { Namespace, Territory } from './namespaces.ts';

/** Addresses for documentation (RFC 5737) stand for the internet: nothing outside could be meant by mistake. */
export const addresses = {
  exchange: '203.0.113.1',
  app: '203.0.113.10',
  turn: '203.0.113.11',
  /** Routers get those from here on. */
  firstRouter: 21,
};

/** What all networks are joined by, and the machine that serves: the app and, under its own address, TURN. */
export interface Internet {
  server: Namespace;
  /** Joins a namespace by a device `wan` with this address. */
  join(namespace: Namespace, address: string): void;
}

export function makeInternet(territory: Territory): Internet {
  const exchange = territory.namespace('internet');
  exchange.ip('link', 'add', 'joint', 'type', 'bridge');
  exchange.ip('addr', 'add', `${addresses.exchange}/24`, 'dev', 'joint');
  exchange.ip('link', 'set', 'joint', 'up');
  let ports = 0;

  function join(namespace: Namespace, address: string): void {
    const port = `port${++ports}`;
    exchange.ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'wan', 'netns', namespace.name);
    exchange.ip('link', 'set', port, 'master', 'joint', 'up');
    namespace.ip('addr', 'add', `${address}/24`, 'dev', 'wan');
    namespace.ip('link', 'set', 'wan', 'up');
    // Leads nowhere, yet it must be there: coturn gives up on a client when sending anywhere fails at once.
    namespace.ip('route', 'add', 'default', 'via', addresses.exchange);
  }

  const server = territory.namespace('server');
  join(server, addresses.app);
  server.ip('addr', 'add', `${addresses.turn}/24`, 'dev', 'wan');
  preferBbr(server);
  return { server, join };
}

/** BBR takes random loss lightly, as running.md advises for servers; where the kernel lacks it, its default stays. */
function preferBbr(server: Namespace): void {
  const { ip, run } = server;
  if (run('sysctl', '-n', 'net.ipv4.tcp_available_congestion_control').split(/\s/).includes('bbr'))
    ip('route', 'change', '203.0.113.0/24', 'dev', 'wan', 'src', addresses.app, 'congctl', 'bbr');
}
