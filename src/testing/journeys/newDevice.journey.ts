import { beforeAll, expect, test } from 'vitest';
import {
  acceptFiles,
  arrive,
  button,
  chooseAgain,
  meet,
  offerFiles,
  request,
  save,
  untilVerified,
  type Visitor,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { makeFolder, makeRandomFile, sha256 } from './support/video.ts';

let product: Product;
const folder = makeFolder();
beforeAll(async () => {
  product = await startProduct();
});

/** The same person in another browser. */
async function logInElsewhere({ name }: Visitor): Promise<Visitor> {
  const visitor = await arrive(name);
  await visitor.page.goto(`${product.url}/login`);
  await visitor.page.getByLabel('Name or email').fill(name);
  await visitor.page.getByLabel('Password', { exact: true }).fill(`a secret of ${name}`);
  await button(visitor.page, 'Log in').click();
  await visitor.page.getByRole('heading', { name: 'Events', exact: true }).waitFor();
  return visitor;
}

test('a browser that logs in after the offer opens it once the sender is there, and receives it', async () => {
  const path = makeRandomFile(folder.path, 'waltz.mp4', 3_000_000);
  const { first, second, matchId } = await meet(product, ['Ida', 'Jon']);
  await offerFiles(first, [path]);
  await request(second).waitFor();
  await second.page.goto('about:blank');
  // Nobody who holds the key is there.
  await first.page.goto('about:blank');

  const elsewhere = await logInElsewhere(second);
  await elsewhere.page.goto(`${product.url}/exchanges/${matchId}`);
  await elsewhere.page.getByText('This was offered before you logged in here.').waitFor();

  await first.page.goto(`${product.url}/exchanges/${matchId}`);
  await request(elsewhere).waitFor();
  await acceptFiles(elsewhere);
  // After its reload the sender's browser needs the file once more.
  await chooseAgain(first.page, path);
  await untilVerified(elsewhere);
  expect(await sha256((await save(elsewhere)).path)).toBe(await sha256(path));
  expect([...first.faults, ...elsewhere.faults]).toEqual([]);
});
