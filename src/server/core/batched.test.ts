import { expect, it } from 'vitest';
import { batched } from './batched.ts';

/** A question that is answered when the test says so. */
function makeQuestion() {
  const asked: { keys: number[]; answer(): void; fail(): void }[] = [];
  const ask = batched<number, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        const answers = new Map(keys.filter((key) => key > 0).map((key) => [key, `answer ${key}`]));
        asked.push({ keys, answer: () => resolve(answers), fail: () => reject(new Error('no database')) });
      }),
  );
  return { asked, ask };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('who asks in the same turn asks together, and one key is asked for once', async () => {
  const { asked, ask } = makeQuestion();
  const answers = Promise.all([ask(1), ask(2), ask(1), ask(-1)]);
  await turn();
  expect(asked.map(({ keys }) => keys)).toEqual([[1, 2, -1]]);
  asked[0]!.answer();
  expect(await answers).toEqual(['answer 1', 'answer 2', 'answer 1', undefined]);
});

it('who asks while a question is under way is never answered by it', async () => {
  const { asked, ask } = makeQuestion();
  const first = ask(1);
  await turn();
  const second = ask(1);
  asked[0]!.answer();
  expect(await first).toBe('answer 1');
  await turn();
  expect(asked).toHaveLength(2);
  asked[1]!.answer();
  expect(await second).toBe('answer 1');
});

it('a crowd waits for few questions, each of them of a size that a database takes', async () => {
  const { asked, ask } = makeQuestion();
  for (let key = 1; key <= 3; key++) {
    void ask(key);
    await turn();
  }
  const crowd = Promise.all(Array.from({ length: 1200 }, (_, index) => ask(index + 10)));
  await turn();
  expect(asked).toHaveLength(3);
  for (let next = 0; next < 6; next++) {
    asked[next]!.answer();
    await turn();
    await turn();
  }
  expect(await crowd).toHaveLength(1200);
  expect(asked.map(({ keys }) => keys.length)).toEqual([1, 1, 1, 500, 500, 200]);
});

it('one that fails is refused to those who asked it, and to nobody else', async () => {
  const { asked, ask } = makeQuestion();
  const refused = expect(ask(1)).rejects.toThrow('no database');
  await turn();
  const next = ask(2);
  asked[0]!.fail();
  await refused;
  await turn();
  asked[1]!.answer();
  expect(await next).toBe('answer 2');
});
