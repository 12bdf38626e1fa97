import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';

let server: Awaited<ReturnType<typeof startApp>>;
afterEach(() => server.close());

/** Under which addresses a request is counted that comes from here and says that it comes from there. */
async function countedUnder(trustProxy: string[], remoteAddress: string, forwardedFor: string): Promise<string[]> {
  const keys = new Set<string>();
  const limits = {
    spend: async (budget: string, key: string) => void (/address/i.test(budget) && keys.add(key)),
    giveBack: async () => {},
  };
  server = await startApp({ limits }, { trustProxy });
  const browser = makeTestBrowser(server.app as FastifyInstance, { address: remoteAddress });
  await browser.mutate('accounts.logIn', { login: 'nobody', password: 'nothing' }, { 'x-forwarded-for': forwardedFor });
  return [...keys];
}

test('without a proxy nobody is believed about their address', async () => {
  expect(await countedUnder([], '203.0.113.7', '198.51.100.1')).toEqual(['203.0.113.7']);
});

test('the proxy is believed', async () => {
  expect(await countedUnder(['10.0.0.5'], '10.0.0.5', '198.51.100.1')).toEqual(['198.51.100.1']);
});

test('whoever is not the proxy is not, and of what the proxy was told only its own word counts', async () => {
  expect(await countedUnder(['10.0.0.5'], '203.0.113.7', '198.51.100.1')).toEqual(['203.0.113.7']);
  await server.close();
  expect(await countedUnder(['10.0.0.5'], '10.0.0.5', '198.51.100.1, 203.0.113.7')).toEqual(['203.0.113.7']);
});

test('all addresses of one IPv6 network are counted as one, at the procedures and at the relay', async () => {
  const spent: [string, string][] = [];
  const limits = {
    spend: async (budget: string, key: string) => void (/address/i.test(budget) && spent.push([budget, key])),
    giveBack: async () => {},
  };
  server = await startApp({ limits });
  const ada = { username: 'Ada', email: 'ada@example.org', password: 'spotlight-ada' };
  const browser = makeTestBrowser(server.app as FastifyInstance, { address: '2001:db8:1:2::a' });
  await browser.mutate('accounts.register', ada);
  const other = makeTestBrowser(server.app as FastifyInstance, { address: '2001:db8:1:2:ffff::b' });
  await other.mutate('accounts.logIn', { login: 'ada', password: ada.password });
  spent.length = 0;
  await other.query('accounts.me');
  await other.send('GET', '/relay/segments/none');
  await browser.query('accounts.me');
  expect(spent).toEqual(Array(3).fill(['addressSignedIn', '2001:db8:1:2::/64']));
});
