import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import type { CommandName, Commands } from '../shared/core/commands.ts';
import type { Ack } from '../shared/core/errors.ts';
import type { TestApp } from './startApp.ts';
import { makeTestBrowser } from './testBrowser.ts';

/** A public key on the curve, as a browser registers it. */
function publicKey(): string {
  const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]).toString(
    'base64',
  );
}

export type DeviceClient = Awaited<ReturnType<typeof openDeviceClient>>;

/** A person at one browser, whose device is known and whose socket is open: a new one, or one who has signed up before. */
export async function openDeviceClient(server: TestApp, username: string, existing?: { username: string }) {
  const page = makeTestBrowser(server.app);
  const password = 'a long password';
  const answer = existing
    ? await page.mutate('accounts.logIn', { login: existing.username, password })
    : await page.mutate('accounts.register', { username, email: `${username}@example.org`, password });
  if (answer.error) throw new Error(answer.error.code);
  const deviceId = randomUUID();
  await page.mutate('accounts.registerDevice', { deviceId, publicKey: publicKey() });
  const { id } = (await page.query('accounts.me')).data as { id: string };
  return { id, username, page, deviceId, ...(await connectDevice(server, page.cookieHeader(), deviceId)) };
}

/** The socket of a device, at this server, and what it hears. */
export async function connectDevice(server: Pick<TestApp, 'url'>, cookie: string, deviceId: string) {
  const socket = io(server.url, {
    ...{ transports: ['websocket'], reconnection: false, forceNew: true },
    ...{ auth: { deviceId }, extraHeaders: { cookie } },
  });
  const heard: [name: string, payload: Record<string, unknown>][] = [];
  socket.onAny((name, payload) => heard.push([name, payload]));
  await new Promise((resolve) => socket.once('ready', resolve));
  const send = async <N extends CommandName>(name: N, input: Commands[N]['input']) =>
    (await socket.emitWithAck(name, input)) as Ack<Commands[N]['output']>;
  const of = (name: string) => heard.filter(([heardName]) => heardName === name).map(([, payload]) => payload);
  return { socket, heard, of, send };
}
