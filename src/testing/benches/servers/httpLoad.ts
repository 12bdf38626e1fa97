import { connect } from 'node:net';

export interface HttpRequest {
  path: string;
  headers?: Record<string, string>;
  /** JSON to be posted; without it the request is a GET. */
  body?: string;
}

export interface LoadOptions {
  connections: number;
  seconds: number;
  /** So many in all, evenly; without it each connection asks again as soon as it was answered. */
  perSecond?: number;
}

export interface LoadFigures {
  requestsPerSecond: number;
  /** Milliseconds, in order. */
  latencies: number[];
}

/** Asks over so many kept connections, each the next request of the list, until the time is over. */
export async function loadHttp(
  port: number,
  requestOf: (index: number) => HttpRequest,
  { connections, seconds, perSecond }: LoadOptions,
): Promise<LoadFigures> {
  const latencies: number[] = [];
  const beganAtMs = performance.now();
  const endsAtMs = beganAtMs + seconds * 1000;
  let asked = 0;
  const ask = () => {
    const atMs = perSecond ? beganAtMs + (asked / perSecond) * 1000 : 0;
    const index = asked++;
    // Made when it is sent, for it may say when that was.
    return { atMs, text: () => textOf(port, requestOf(index)) };
  };
  await Promise.all(Array.from({ length: connections }, () => keepAsking(port, ask, endsAtMs, latencies)));
  const tookSeconds = (performance.now() - beganAtMs) / 1000;
  return { requestsPerSecond: latencies.length / tookSeconds, latencies: latencies.sort((a, b) => a - b) };
}

function textOf(port: number, { path, headers, body }: HttpRequest): string {
  const content =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...content, ...headers }).map((pair) => pair.join(': '));
  return `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

function keepAsking(
  port: number,
  ask: () => { atMs: number; text(): string },
  endsAtMs: number,
  latencies: number[],
): Promise<void> {
  return new Promise((done, fail) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let askedAtMs = 0;
    let answer = '';
    const next = () => {
      if (performance.now() >= endsAtMs) {
        socket.destroy();
        return done();
      }
      const { atMs, text } = ask();
      const send = () => {
        askedAtMs = performance.now();
        answer = '';
        socket.write(text());
      };
      if (atMs > performance.now()) setTimeout(send, atMs - performance.now());
      else send();
    };
    socket.setEncoding('latin1');
    socket.on('connect', next);
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed a connection under load')));
    socket.on('data', (text: string) => {
      answer += text;
      if (!isWhole(answer)) return;
      if (!answer.startsWith('HTTP/1.1 200')) return fail(new Error(answer.slice(0, 2000)));
      latencies.push(performance.now() - askedAtMs);
      next();
    });
  });
}

/** Whether an answer is all there: as long as it says, or with its last chunk. */
function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, headEnd))?.[1];
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= headEnd + 4 + Number(length);
}
