import { once } from 'node:events';
import { get } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startApp, type TestApp } from '../testing/startApp.ts';

let server: TestApp;
afterEach(() => server.close());

const PROXY = ['127.0.0.1'];
const HALL = { host: 'hall.example', origin: 'http://hall.example' };

/** How a handshake is answered: as a WebSocket, and by polling. */
const LET_IN = [101, 200];
const REFUSED = [400, 403];

async function statuses(headers: Record<string, string>): Promise<number[]> {
  const at = (transport: string) => `${server.url}/socket.io/?EIO=4&transport=${transport}`;
  const ws = new WebSocket(at('websocket'), { headers });
  const upgraded = await new Promise<number>((resolve) => {
    ws.once('open', () => resolve(101));
    ws.once('unexpected-response', (_request, answer) => resolve(answer.statusCode!));
  });
  ws.on('error', () => {}).terminate();
  const [answer] = await once(get(at('polling'), { headers }), 'response');
  return [upgraded, answer.resume().statusCode];
}

it.each<[string, string[], Record<string, string>, number[]]>([
  ['of a page that came over plain HTTP is refused', [], HALL, REFUSED],
  ['of no page, over plain HTTP, is refused', [], { host: HALL.host }, REFUSED],
  ['that only says it came over HTTPS is refused', [], { host: HALL.host, 'x-forwarded-proto': 'https' }, REFUSED],
  ['of a page of this machine is let in', [], { host: 'localhost', origin: 'http://localhost' }, LET_IN],
  ['of a page over HTTPS is let in', PROXY, { ...HALL, origin: 'https://hall.example' }, LET_IN],
  ['that a proxy took over HTTPS is let in', PROXY, { host: HALL.host, 'x-forwarded-proto': 'https' }, LET_IN],
])('where HTTPS is required, a socket %s', async (_what, trustProxy, headers, answered) => {
  server = await startApp({}, { requiresHttps: true, trustProxy });
  expect(await statuses(headers)).toEqual(answered);
});

it('where it is not, a page that came over plain HTTP has sockets', async () => {
  server = await startApp();
  expect(await statuses(HALL)).toEqual(LET_IN);
});
