import type { Page } from 'playwright-core';

/** Of everybody who signs up by these forms. */
export const PASSWORD = 'spotlight-ada';

export const uniqueName = () => `ada-${Math.random().toString(36).slice(2, 9)}`;
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
export const atMe = (page: Page) => page.getByRole('heading', { name: 'Me', exact: true }).waitFor();

/** Makes an account by the form, and waits until it is signed in. */
export async function fillInRegistration(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/register?next=/me`);
  await field(page, 'Name').fill(name);
  await field(page, 'Email').fill(`${name}@example.org`);
  await field(page, 'Password').fill(PASSWORD);
  await button(page, 'Create account').click();
  await atMe(page);
}

/** On the page for logging in: sends name and password. */
export async function fillInLogin(page: Page, name: string, password = PASSWORD): Promise<void> {
  await field(page, 'Name or email').fill(name);
  await field(page, 'Password').fill(password);
  await button(page, 'Log in').click();
}
