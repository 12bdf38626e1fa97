import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { button, meet, request, untilVerified, type Visitor } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { makeFolder } from './support/video.ts';

let product: Product;
const folder = makeFolder();
beforeAll(async () => {
  product = await startProduct();
});

const FILES = 120;

function makeTree(): string {
  const root = join(folder.path, 'Swing weekend');
  for (let n = 0; n < FILES; n++) {
    const below = join(root, n % 2 ? 'Saturday' : join('Sunday', 'finals'));
    mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `clip ${n}.txt`), n === 0 ? '' : `clip ${n}`.repeat(n));
  }
  return root;
}

/** Presses a key until what is named has the focus, as someone without a mouse does. */
async function tabTo({ page }: Visitor, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let n = 0; n < 40; n++) {
    const focused = await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
    });
    if (name.test(focused)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

test('a folder is chosen, asked for, and received whole, by keyboard alone', async () => {
  const { first, second } = await meet(product, ['Keys Kai', 'Keys Lou']);
  // Asked for in good time: a key press may overtake the word to the page that its chooser is to be caught.
  const chooser = first.page.waitForEvent('filechooser', { timeout: 90_000 });
  await tabTo(first, /^Send files$/);
  await first.page.keyboard.press('Enter');
  await first.page.getByRole('menuitem', { name: 'Choose a folder' }).waitFor();
  await expect
    .poll(async () => {
      await first.page.keyboard.press('ArrowDown');
      return first.page.evaluate(() => document.activeElement?.textContent);
    })
    .toBe('Choose a folder');
  await first.page.keyboard.press('Enter');
  await (await chooser).setFiles(makeTree());

  await request(second).waitFor();
  expect(await request(second).textContent()).toContain(`${FILES} files`);
  // However many there are, the sheet shows a hundred of them until more are asked for.
  expect(await request(second).getByRole('checkbox').count()).toBe(100);
  // Backwards, past the end of the sheet: forwards lie a hundred files to choose from.
  await tabTo(second, /^Accept/, 'Shift+Tab');
  await second.page.keyboard.press('Enter');
  await Promise.all([untilVerified(first), untilVerified(second)]);
  await button(second.page, `Save all ${FILES}`).waitFor();
  expect([...first.faults, ...second.faults]).toEqual([]);
}, 180_000);
