// What sellers and admins do, in their words. Only here stands where to press in their rooms; with what, says the `hand`.

import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { type Hand, mouse } from './hands';
import { expect, type Goods, logIn, type Person, parcel } from './shop';

/** The demo shop's admin. */
export const admin: Person = { name: 'Asha Rao', email: 'admin@levomart.test', password: 'levomart-demo' };

/** Who owns all shops of the demo shop. */
export const seller: Person = { name: 'Imtiaz Rafiq', email: 'seller@levomart.test', password: 'levomart-demo' };

export interface Stall {
  name: string;
  slug: string;
}

/** First line of a file of lamps. */
export const LAMPS = 'Handle,Title,Description,Category,Status,SKU,Price,Stock';

/** A shop that nobody has opened yet, and the two lamps that it will sell. */
export function plan() {
  const mark = randomUUID().slice(0, 8);
  const stall = { name: `Peetal ${mark}`, slug: `peetal-${mark}` };
  const lamp = (kind: string): Goods => ({
    slug: `${kind.toLowerCase()}-lamp-${mark}`,
    title: `${kind} lamp ${mark}`,
    seller: stall.name,
    sku: `PTL-${kind.toUpperCase()}-${mark}`,
  });
  const row = (goods: Goods, price: string) =>
    `${goods.slug},${goods.title},Cast by hand.,Lighting,draft,${goods.sku},${price},5`;
  return { stall, table: lamp('Table'), wall: lamp('Wall'), row };
}

// ---- becoming a seller

/** Applies at `/sell`; who applies is logged in. */
export async function applyForShop(page: Page, person: Person, stall: Stall, hand: Hand = mouse) {
  await page.goto('/sell');
  await hand.type(page.getByLabel('Name of the shop'), stall.name);
  await hand.type(page.getByLabel('Address', { exact: true }), stall.slug);
  await hand.type(page.getByLabel('About the shop'), 'Brass lamps, cast and polished in Moradabad.');
  await hand.type(page.getByLabel('Returns'), '30 days, unused; you pay the parcel.');
  await hand.type(page.getByLabel('Town and state'), 'Moradabad, Uttar Pradesh');
  await hand.type(page.getByLabel('A parcel leaves after'), '2');
  await hand.type(page.getByLabel('Person or company'), person.name);
  await hand.type(page.getByLabel('House and street'), '14, Peetal Nagri');
  await hand.type(page.getByLabel('PIN code'), '244001');
  await hand.type(page.getByLabel('City'), 'Moradabad');
  await hand.choose(page.getByLabel('State', { exact: true }), 'Uttar Pradesh');
  await hand.type(page.getByLabel('E-mail of the shop'), person.email);
  await hand.type(page.getByLabel('Phone of the shop'), '+91 98450 12345');
  await hand.tick(page.getByLabel('I sell only goods that the law allows'));
  await hand.press(page.getByRole('button', { name: 'Send the application' }));
  await expect(page.getByTestId('application')).toHaveText('Applied');
}

/** Decides about a shop's application. */
export async function decide(page: Page, stall: Stall, decision: RegExp, message = '') {
  await page.goto('/admin/sellers');
  await answer(page, stall, decision, message);
}

/** Decides about one of the applications that the page lists. */
export async function answer(page: Page, stall: Stall, decision: RegExp, message: string, hand: Hand = mouse) {
  await hand.press(page.getByRole('link', { name: stall.name, exact: true }));
  await hand.tick(page.getByRole('radio', { name: decision }));
  await hand.type(page.getByLabel('Message to the shop'), message);
  await hand.press(page.getByRole('button', { name: 'Decide and tell them' }));
}

/** A shop that sells: applied for, and approved by an admin. */
export async function openShop(owner: Page, market: Page, person: Person, stall: Stall) {
  await applyForShop(owner, person, stall);
  await logIn(market, admin);
  await decide(market, stall, /^Approve/);
  await expect(market.getByTestId('shop-status')).toHaveText('Approved');
  await enterShop(owner);
}

/** Goes into a shop that has just let in who is logged in: they work for it within a second. */
export async function enterShop(owner: Page) {
  await expect(async () => {
    // Before, an application is what `/seller` leads to; who has not applied is told there that they have no shop.
    const answer = await owner.goto('/seller');
    expect(answer?.status()).toBe(200);
    await expect(owner).toHaveURL('/seller', { timeout: 1_000 });
  }).toPass();
}

/** A page of a room, by its name in the rail. */
export const place = (page: Page, room: 'Shop' | 'Admin', name: string) =>
  page.getByRole('navigation', { name: room, exact: true }).getByRole('link', { name, exact: true });

/** Looks for something in a list of a room, and waits for what fits. */
export async function find(page: Page, list: string, words: string, hand: Hand = mouse) {
  const form = page.getByRole('search', { name: list });
  await hand.type(form.getByRole('searchbox'), words);
  await hand.press(form.getByRole('button', { name: 'Show' }));
  await expect(page).toHaveURL(/[?&]q=/);
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
  await handIn(page, name, `${lines.join('\n')}\n`);
}

/** Uploads a file where the page takes one, and has it checked. */
export async function handIn(page: Page, name: string, text: string, hand: Hand = mouse) {
  await hand.give(page.getByLabel('Choose a CSV file'), { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await hand.press(page.getByRole('button', { name: 'Upload' }));
  await hand.press(page.getByRole('button', { name: 'Check the file' }));
  await expect(toImport(page)).toBeVisible({ timeout: 30_000 });
}

const toImport = (page: Page) => page.getByRole('button', { name: /^Import [\d,]+\sproducts?$/ });

export async function runImport(page: Page, name: string, hand: Hand = mouse) {
  await hand.press(toImport(page));
  await expect(page.getByRole('heading', { name: `${name} is imported` })).toBeVisible({ timeout: 30_000 });
}

export async function setLive(page: Page, ...titles: string[]) {
  await page.goto('/seller/products');
  await publish(page, titles);
}

/** Sets products of the page's list live. */
export async function publish(page: Page, titles: string[], hand: Hand = mouse) {
  for (const title of titles) await hand.tick(page.getByRole('checkbox', { name: `Choose ${title}` }));
  await hand.press(page.getByRole('button', { name: 'Set live' }));
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
  await findOrder(page, number);
}

/** Looks for an order in the list that the page shows, and opens it. */
export async function findOrder(page: Page, number: string, hand: Hand = mouse) {
  await find(page, 'Search orders', number, hand);
  await hand.press(page.getByRole('link', { name: number, exact: true }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(number);
}

/** Sends all that is left of an order. */
export async function ship(page: Page, carrier: string, tracking: string, hand: Hand = mouse) {
  await hand.choose(page.getByLabel('Carrier'), carrier);
  await hand.type(page.getByLabel('Tracking number'), tracking);
  await hand.press(page.getByRole('button', { name: 'Mark shipped' }));
}

/** Cancels all of an order that has not left, and pays it back: `price`. */
export async function cancelItems(page: Page, reason: string, price: string, hand: Hand = mouse) {
  await hand.press(page.locator('summary').filter({ hasText: 'Cancel items' }));
  await hand.type(page.getByLabel('Reason'), reason);
  await hand.press(page.getByRole('button', { name: 'See what goes back' }));
  await expect(page.getByTestId('goes-back')).toHaveText(price);
  await hand.press(page.getByRole('button', { name: `Cancel and give back ${price}` }));
  await expect(standing(page)).toHaveText('Cancelled');
}

export const standing = (page: Page) => page.getByTestId('order-status');

/** Loads the page again and again until what the other side did is to be seen on it. */
export async function reloadUntil(page: Page, seen: () => Promise<void>, timeout = 30_000) {
  await expect(async () => {
    await page.reload();
    await seen();
  }).toPass({ timeout });
}

// ---- the audit log

/** An entry of the log about something, opened; waits for it to be recorded. */
export async function recorded(page: Page, subject: string, action: string | RegExp) {
  const entry = page.getByTestId('audit-entries').locator('details').filter({ hasText: action }).first();
  await expect(async () => {
    await page.goto(`/admin/audit?subject=${subject}`);
    await expect(entry).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await entry.locator('summary').click();
  return entry;
}
