import type { Page } from 'playwright-core';
import { arrive, button, call, unusedName, type Visitor } from './people.ts';
import type { Product } from './product.ts';

/** What owners and visitors of share links do, as a person does it. */

export async function newOwner(
  product: Product,
  asked: string,
  look: Parameters<typeof arrive>[1] = {},
): Promise<Visitor> {
  const name = unusedName(asked);
  const owner = await arrive(name, look);
  await owner.page.goto(`${product.url}/register`);
  await call(owner, product, 'accounts.register', {
    username: name,
    email: `${name.toLowerCase().replaceAll(' ', '.')}@example.org`,
    password: `a secret of ${name}`,
  });
  await owner.page.goto(`${product.url}/exchanges/links`);
  return owner;
}

export interface LinkWish {
  life?: string;
  times?: string;
  password?: string;
  isDirect?: boolean;
}

/** Chooses files, what the link is to be like, and makes it; resolves to the link. */
export async function makeLink({ page }: Visitor, paths: string[], wish: LinkWish = {}): Promise<string> {
  const chooser = page.waitForEvent('filechooser');
  await button(page, 'Share by link').click();
  await (await chooser).setFiles(paths);
  const sheet = page.getByRole('dialog', { name: 'Share by link' });
  await sheet.waitFor();
  if (wish.life) await sheet.getByRole('radio', { name: wish.life }).check();
  if (wish.times) await sheet.getByRole('radio', { name: wish.times }).check();
  if (wish.password) {
    await sheet.getByRole('switch', { name: 'Ask for a password' }).click();
    await sheet.getByLabel('Password', { exact: true }).fill(wish.password);
  }
  if (wish.isDirect) await sheet.getByRole('switch', { name: 'Also send directly while I am here' }).click();
  await button(sheet, 'Make the link').click();
  return page.getByRole('dialog', { name: 'Your link' }).getByLabel('Link', { exact: true }).inputValue();
}

export const untilUploaded = ({ page }: Visitor) =>
  page
    .getByText(/are there\. You can close this page/)
    .first()
    .waitFor({ timeout: 120_000 });

export const downloadAction = (page: Page) => button(page, 'Download');

export async function untilDone({ page }: Visitor, timeoutMs = 120_000): Promise<void> {
  await page.getByText('every block verified').first().waitFor({ timeout: timeoutMs });
}
