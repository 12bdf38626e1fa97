import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { makeSmtpMailer } from './smtpMailer.ts';

const mail = {
  to: 'ada@example.org',
  subject: 'Grüße',
  text: 'Open https://spotlight.example/reset#x',
  html: '<p>Open</p>',
};
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('mails reach a server in plain text and HTML, from whom the operator says', async () => {
  const got: string[] = [];
  const server = new SMTPServer({
    ...{ hideSTARTTLS: true, allowInsecureAuth: true },
    onAuth: ({ username, password }, _session, done) =>
      done(password === 'p@ss' ? null : new Error('no'), { user: username }),
    onData: (stream, _session, done) => {
      void text(stream).then((whole) => {
        got.push(whole);
        done();
      });
    },
  });
  const address = await listen(server.server as Server);
  const mailer = makeSmtpMailer({ url: `smtp://user:p%40ss@${address}`, from: 'Spotlight <spotlight@example.org>' });
  await mailer.send(mail);
  expect(got[0]).toMatch(/^From: Spotlight <spotlight@example.org>\r$/m);
  expect(got[0]).toContain('https://spotlight.example/reset#x');
  expect(got[0]).toContain('Content-Type: text/html');
});

it('a server that refuses is an error', async () => {
  const server = new SMTPServer({
    ...{ hideSTARTTLS: true, authOptional: true, disabledCommands: ['AUTH'] },
    onRcptTo: (_address, _session, done) => done(new Error('550 no such person')),
  });
  const address = await listen(server.server as Server);
  await expect(makeSmtpMailer({ url: `smtp://${address}`, from: 'a@example.org' }).send(mail)).rejects.toThrow();
});

it('a server that hangs up is an error', async () => {
  const address = await listen(createServer((socket) => socket.destroy()));
  await expect(makeSmtpMailer({ url: `smtp://${address}`, from: 'a@example.org' }).send(mail)).rejects.toThrow();
});
