import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A node that only tells what reached it, to see what a proxy does. */
export interface StandInNode {
  port: number;
  /** The requests that came, in their order. */
  seen: { method: string; url: string; headers: IncomingMessage['headers'] }[];
  /** Bytes of bodies that came so far. */
  bodyBytes(): number;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers each request with its name and what came; `answer` may do otherwise. */
export async function startStandInNode(name: string, answer?: Answer): Promise<StandInNode> {
  const seen: StandInNode['seen'] = [];
  let bodyBytes = 0;
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    request.on('data', (piece: Buffer) => {
      bodyBytes += piece.length;
    });
    if (answer) return answer(request, response);
    request.on('end', () => {
      response.setHeader('strict-transport-security', 'max-age=1');
      response.setHeader('x-content-type-options', 'nosniff');
      response.end(JSON.stringify({ node: name, headers: request.headers }));
    });
  });
  // Node no longer counts these among its server's connections.
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request, socket) => {
    upgraded.add(socket);
    seen.push({ method: 'UPGRADE', url: request.url ?? '', headers: request.headers });
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.on('data', (piece) => socket.write(piece));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    bodyBytes: () => bodyBytes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
}
