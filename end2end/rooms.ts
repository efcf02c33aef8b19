// What sellers and admins do, in their words. Only here stands where to click in their rooms.

import type { Page } from '@playwright/test';
import { expect, logIn, type Person, parcel } from './shop';

/** The demo shop's admin. */
export const admin: Person = { name: 'Asha Rao', email: 'admin@levomart.test', password: 'levomart-demo' };

/** Who owns all shops of the demo shop. */
export const seller: Person = { name: 'Imtiaz Rafiq', email: 'seller@levomart.test', password: 'levomart-demo' };

export interface Stall {
  name: string;
  slug: string;
}

// ---- becoming a seller

/** Applies at `/sell`; who applies is logged in. */
export async function applyForShop(page: Page, person: Person, stall: Stall) {
  await page.goto('/sell');
  await page.getByLabel('Name of the shop').fill(stall.name);
  await page.getByLabel('Address', { exact: true }).fill(stall.slug);
  await page.getByLabel('About the shop').fill('Brass lamps, cast and polished in Moradabad.');
  await page.getByLabel('Returns').fill('30 days, unused; you pay the parcel.');
  await page.getByLabel('Town and state').fill('Moradabad, Uttar Pradesh');
  await page.getByLabel('A parcel leaves after').fill('2');
  await page.getByLabel('Person or company').fill(person.name);
  await page.getByLabel('House and street').fill('14, Peetal Nagri');
  await page.getByLabel('PIN code').fill('244001');
  await page.getByLabel('City').fill('Moradabad');
  await page.getByLabel('State', { exact: true }).selectOption('Uttar Pradesh');
  await page.getByLabel('E-mail of the shop').fill(person.email);
  await page.getByLabel('Phone of the shop').fill('+91 98450 12345');
  await page.getByLabel('I sell only goods that the law allows').check();
  await page.getByRole('button', { name: 'Send the application' }).click();
  await expect(page.getByTestId('application')).toHaveText('Applied');
}

/** Decides about a shop's application. */
export async function decide(page: Page, stall: Stall, decision: RegExp, message = '') {
  await page.goto('/admin/sellers');
  await page.getByRole('link', { name: stall.name, exact: true }).click();
  await page.getByRole('radio', { name: decision }).check();
  await page.getByLabel('Message to the shop').fill(message);
  await page.getByRole('button', { name: 'Decide and tell them' }).click();
}

/** A shop that sells: applied for, and approved by an admin. */
export async function openShop(owner: Page, market: Page, person: Person, stall: Stall) {
  await applyForShop(owner, person, stall);
  await logIn(market, admin);
  await decide(market, stall, /^Approve/);
  await expect(market.getByTestId('shop-status')).toHaveText('Approved');
  // Who is logged in works for the shop within a second.
  await expect(async () => {
    await owner.goto('/seller');
    await expect(owner.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 1_000 });
    await expect(owner).toHaveURL('/seller', { timeout: 1_000 });
  }).toPass();
}

// ---- working for a shop

/** The shop one works for, on top of the rail; opens the list of all of them. */
export const crest = (page: Page) =>
  page.getByRole('complementary', { name: 'Pages of this room' }).getByRole('button', { name: /· (owner|staff)$/ });

/** A shop in that list. */
export const shopOf = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

export async function workFor(page: Page, shop: string) {
  await page.goto('/seller');
  await crest(page).click();
  await shopOf(page, shop).click();
  await expect(crest(page)).toContainText(shop);
}

// ---- products

/** Uploads a file of products and has it checked, with the columns as they were recognised. */
export async function checkFile(page: Page, name: string, lines: string[]) {
  await page.goto('/seller/import');
  const buffer = Buffer.from(`${lines.join('\n')}\n`);
  await page.getByLabel('Choose a CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByRole('button', { name: /^Import \d+ products$/ })).toBeVisible({ timeout: 30_000 });
}

export async function runImport(page: Page, name: string) {
  await page.getByRole('button', { name: /^Import \d+ products$/ }).click();
  await expect(page.getByRole('heading', { name: `${name} is imported` })).toBeVisible({ timeout: 30_000 });
}

export async function setLive(page: Page, ...titles: string[]) {
  await page.goto('/seller/products');
  for (const title of titles) await page.getByRole('checkbox', { name: `Choose ${title}` }).check();
  await page.getByRole('button', { name: 'Set live' }).click();
  for (const title of titles) await expect(page.getByRole('row').filter({ hasText: title })).toContainText('Live');
}

// ---- orders

/** Number of what one seller sends, as the buyer's page says it. */
export async function numberOf(buyer: Page, seller: string): Promise<string> {
  const text = await parcel(buyer, seller).innerText();
  return /LM-[0-9A-Z-]+/.exec(text)?.[0] ?? '';
}

/** Opens an order from the list of a room: `/seller/orders` or `/admin/orders`. */
export async function openOrder(page: Page, list: string, number: string) {
  await page.goto(list);
  await page.getByRole('search', { name: 'Search orders' }).getByRole('searchbox').fill(number);
  await page.getByRole('search', { name: 'Search orders' }).getByRole('button', { name: 'Show' }).click();
  await page.getByRole('link', { name: number, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(number);
}

export const standing = (page: Page) => page.getByTestId('order-status');

/** Loads the page again and again until what the other side did is to be seen on it. */
export async function reloadUntil(page: Page, seen: () => Promise<void>, timeout = 30_000) {
  await expect(async () => {
    await page.reload();
    await seen();
  }).toPass({ timeout });
}
