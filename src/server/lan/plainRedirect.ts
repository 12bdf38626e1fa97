import { X509Certificate } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The first byte of every TLS connection: the type of a handshake record (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 22;
/** What is not TLS has so long for all that it says and is told. */
const PLAIN_LIMIT_MS = 10_000;

type Take = (socket: Socket) => void;

/**
 * Whoever types the address without its `https://` is led there: on the port of a TLS server plain HTTP is answered with
 * the same address over HTTPS, and with nothing else. What is held may change: the certificate that is served with.
 */
export function redirectPlain(app: FastifyInstance, held: { cert: string }, limitMs = PLAIN_LIMIT_MS): void {
  const { server } = app;
  const plain = createServer({ keepAlive: false }, leadToHttps(held));
  const takers = server.listeners('connection') as Take[];
  const notTls = new Set<Socket>();

  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    notTls.add(socket);
    const timer = setTimeout(() => socket.destroy(), limitMs);
    const leave = () => {
      clearTimeout(timer);
      notTls.delete(socket);
    };
    // One that breaks off concerns nobody, and without a listener would end the process.
    socket.on('error', () => {}).once('close', leave);
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1);
      if (!first) return socket.destroy();
      socket.unshift(first);
      if (first[0] !== TLS_HANDSHAKE) return plain.emit('connection', socket);
      leave();
      for (const take of takers) take.call(server, socket);
    });
  });
  // The server that listens waits for every connection, and knows only those that speak TLS.
  app.addHook('preClose', (done) => {
    for (const socket of notTls) socket.destroy();
    done();
  });
}

function leadToHttps(held: { cert: string }): RequestListener {
  return ({ headers, url, socket }, response) => {
    const path = url?.startsWith('/') ? url : '/';
    const location = `https://${ownHost(new X509Certificate(held.cert), headers.host) ?? addressReached(socket)}${path}`;
    // Not to be kept: without --lan the same address is served in plain.
    response.writeHead(308, { location, 'cache-control': 'no-store', connection: 'close' }).end();
  };
}

/** The host that was asked for, if it is a name or an address of this machine: nobody is led anywhere else. */
function ownHost(certificate: X509Certificate, host = ''): string | null {
  if (!URL.canParse(`http://${host}`)) return null;
  const { hostname, port } = new URL(`http://${host}`);
  const isOwn = isIP(hostname) ? certificate.checkIP(hostname) : certificate.checkHost(hostname);
  return isOwn ? `${hostname}:${port || 80}` : null;
}

function addressReached({ localAddress = '', localPort }: Socket): string {
  const address = localAddress.replace(/^::ffff:/, '');
  return `${isIP(address) === 6 ? `[${address}]` : address}:${localPort}`;
}
