import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from 'vitest';
import { makePromiseContext } from './promiseContext.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe.each([
  ['makePromiseContext', makePromiseContext<{ name: string }>()],
  ['AsyncLocalStorage', new AsyncLocalStorage<{ name: string }>()],
])('%s', (_name, context) => {
  const seen = () => context.getStore()?.name;

  async function lookAround(): Promise<(string | undefined)[]> {
    const names = [seen()];
    await turn();
    names.push(seen());
    await Promise.all([turn(), Promise.reject(new Error('no')).catch(() => names.push(seen()))]);
    await turn().finally(() => names.push(seen()));
    return [...names, seen()];
  }

  test('all that is awaited belongs to it, of many that run at once to each its own', async () => {
    const names = ['a', 'b', 'c'];
    const looks = await Promise.all(names.map((name) => context.run({ name }, lookAround)));
    expect(looks).toEqual(names.map((name) => Array(5).fill(name)));
  });

  test('what is inside of another is over with it', async () => {
    await context.run({ name: 'outer' }, async () => {
      expect(await context.run({ name: 'inner' }, lookAround)).toEqual(Array(5).fill('inner'));
      expect(() =>
        context.run({ name: 'inner' }, () => {
          throw new Error('no');
        }),
      ).toThrow('no');
      expect(seen()).toBe('outer');
      await turn();
      expect(seen()).toBe('outer');
    });
  });

  test('nothing of it is left behind', async () => {
    const look = context.run({ name: 'a' }, lookAround);
    expect(seen()).toBeUndefined();
    setImmediate(() => expect(seen()).toBeUndefined());
    await turn();
    expect(seen()).toBeUndefined();
    await look;
    expect(seen()).toBeUndefined();
  });
});
