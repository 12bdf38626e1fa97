import { pollUntil } from '../../journeys/support/poll.ts';
import { openRawSocket, type RawSocket } from './rawSocket.ts';
import { nowMs, SENT_AT } from './sentAt.ts';

export type SwarmCommand =
  | { does: 'open'; urls: string[]; cookies: (string | null)[]; atOnce: number }
  | { does: 'storm'; url: string }
  | { does: 'listen'; name: string }
  | { does: 'heard'; count: number }
  | { does: 'count' | 'close' };

export interface SwarmAnswer {
  seconds: number;
  /** Milliseconds, in order: from a socket's first try until it was ready, or from when something was sent until it was heard. */
  latencies: number[];
  count: number;
  error?: string;
}

let urls: string[] = [];
let cookies: (string | null)[] = [];
let sockets: RawSocket[] = [];
let listensTo = '';
let heard: number[] = [];
const openCount = () => sockets.filter((socket) => socket.isReady()).length;

process.on('message', async (command: SwarmCommand) => {
  const beganAtMs = performance.now();
  let latencies: number[] = [];
  let error: string | undefined;
  try {
    if (command.does === 'open') {
      ({ urls, cookies } = command);
      latencies = await openAll(command.atOnce);
    } else if (command.does === 'storm') {
      cutAll();
      urls = [command.url];
      latencies = await openAll(cookies.length);
    } else if (command.does === 'listen') {
      listensTo = command.name;
      heard = [];
    } else if (command.does === 'heard') {
      const failure = () => `heard ${heard.length} of ${command.count}`;
      await pollUntil(() => heard.length >= command.count, { timeoutMs: 60_000, intervalMs: 5, failure });
      latencies = heard.sort((a, b) => a - b);
    } else if (command.does === 'close') cutAll();
  } catch (reason) {
    error = String(reason);
  }
  const seconds = (performance.now() - beganAtMs) / 1000;
  const count = command.does === 'heard' ? latencies.length : openCount();
  process.send?.({ seconds, latencies, count, error } satisfies SwarmAnswer);
});
process.on('disconnect', () => process.exit());

function cutAll(): void {
  for (const socket of sockets) socket.cut();
  sockets = [];
}

/** So many begin at a time; one that was refused or cut tries again as a browser would. */
async function openAll(atOnce: number): Promise<number[]> {
  const latencies: number[] = [];
  const waiting = cookies.entries();
  const openNext = async () => {
    for (const [index, cookie] of waiting) {
      const beganAtMs = performance.now();
      sockets.push(await openSurely(index, cookie));
      latencies.push(performance.now() - beganAtMs);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, cookies.length) }, openNext));
  return latencies.sort((a, b) => a - b);
}

async function openSurely(index: number, cookie: string | null): Promise<RawSocket> {
  const localAddress = `127.0.0.${2 + (index % 8)}`;
  for (let attempt = 1; ; attempt++) {
    try {
      return await openRawSocket(urls[index % urls.length]!, { cookie, localAddress, onEvent: hear });
    } catch (error) {
      if (attempt === 8) throw error;
      // Socket.IO's own delays between attempts: 1 s, doubled up to 5 s, half of it by chance.
      await pause(Math.min(1000 * 2 ** (attempt - 1), 5000) * (0.5 + Math.random()));
    }
  }
}

function hear(name: string, packet: string): void {
  if (name !== listensTo) return;
  const sentAtMs = SENT_AT.exec(packet)?.[1];
  if (sentAtMs) heard.push(nowMs() - Number(sentAtMs));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
