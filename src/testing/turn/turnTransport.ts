import { createSocket } from 'node:dgram';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { messageLength } from './stunMessage.ts';

export interface TurnTarget {
  transport: 'udp' | 'tcp' | 'tls';
  host: string;
  port: number;
}

/** Carries whole STUN messages to a server and back. */
export interface TurnTransport {
  send(message: Buffer): void;
  close(): void;
}

export async function openTransport(target: TurnTarget, hear: (message: Buffer) => void): Promise<TurnTransport> {
  return target.transport === 'udp' ? openDatagrams(target, hear) : openStream(target, hear);
}

async function openDatagrams({ host, port }: TurnTarget, hear: (message: Buffer) => void): Promise<TurnTransport> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', hear);
  // A port that nobody listens on shows as a lack of answers.
  socket.on('error', () => {});
  return { send: (message) => socket.send(message, port, host), close: () => socket.close() };
}

async function openStream(
  { transport, host, port }: TurnTarget,
  hear: (message: Buffer) => void,
): Promise<TurnTransport> {
  const socket =
    transport === 'tls' ? connectTls({ host, port, rejectUnauthorized: false }) : connectTcp({ host, port });
  await new Promise<void>((resolve, reject) => {
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => {});
  let waiting: Buffer = Buffer.alloc(0);
  socket.on('data', (piece: Buffer) => {
    waiting = Buffer.concat([waiting, piece]);
    for (let length = messageLength(waiting); length !== null && waiting.length >= length; ) {
      hear(waiting.subarray(0, length));
      waiting = waiting.subarray(length);
      length = messageLength(waiting);
    }
  });
  return { send: (message) => socket.write(message), close: () => socket.destroy() };
}
