// What a shopper does, in a shopper's words. Stories are told with these functions; only here stands where to click.

import { type BrowserContext, type Locator, type Page, test as base, expect } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Hand, mouse } from './hands';

export { expect };

// ---- the visitor

/** What a browser must never say on any page. */
const ALARMING = /hydration|panicked|Content Security Policy/i;

interface Fixtures {
  /** Errors of pages; the test fails when there are any at its end. */
  complaints: string[];
  /** Another browser, in which nobody has been to the shop. */
  otherDevice: () => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      expect(complaints, 'the browser complained').toEqual([]);
    },
    { auto: true },
  ],
  otherDevice: async ({ browser, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      listen(context, complaints);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

function listen(context: BrowserContext, complaints: string[]) {
  context.on('weberror', (error) => complaints.push(`${error.page()?.url()}: ${error.error().message}`));
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && ALARMING.test(message.text())) {
      complaints.push(`${message.page()?.url()}: ${message.text()}`);
    }
  });
}

/** Whether this test's browser runs JavaScript. */
export const scripts = () => test.info().project.use.javaScriptEnabled !== false;

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** Somebody whom the shop has never seen. */
export function newPerson(first: string): Person {
  const email = `${first.toLowerCase()}-${randomUUID().slice(0, 8)}@example.in`;
  return { name: `${first} Krishnan`, email, password: `lamps at dusk, ${randomUUID().slice(0, 8)}` };
}

// ---- goods of the demo shop

export interface Goods {
  slug: string;
  title: string;
  seller: string;
  sku: string;
  /** Name and value of the option to choose. */
  option?: [name: string, value: string];
}

export const mug: Goods = {
  slug: 'indigo-dipped-stoneware-mug-320-ml',
  title: 'Indigo-dipped stoneware mug, 320 ml',
  seller: 'Khurja Clay House',
  sku: 'KCH-MUG-IND-1',
  option: ['Pack', 'Set of one'],
};
export const tea: Goods = {
  slug: 'first-flush-darjeeling-loose-leaf-100-g-tin',
  title: 'First-flush Darjeeling, loose leaf, 100 g tin',
  seller: 'Singell Hill Tea',
  sku: 'SHT-FF-R100',
  option: ['Pack', 'Refill, 100 g'],
};
export const notebook: Goods = {
  slug: 'hardbound-notebook-192-pages-of-handmade-paper',
  title: 'Hardbound notebook, 192 pages of handmade paper',
  seller: 'Auro Papers',
  sku: 'AP-NB192-MOS',
  option: ['Colour', 'Moss'],
};
export const toy: Goods = {
  slug: 'lacquered-wooden-stacking-toy',
  title: 'Lacquered wooden stacking toy',
  seller: 'Channapatna Toys',
  sku: 'CT-STACK-7',
};
export const honey: Goods = {
  slug: 'raw-forest-honey-500-g',
  title: 'Raw forest honey, 500 g',
  seller: 'Nilgiri Larder',
  sku: 'NL-HNY-500',
};
export const soldOutLamp: Goods = {
  slug: 'adjustable-steel-desk-lamp-in-moss',
  title: 'Adjustable steel desk lamp in moss',
  seller: 'Prakash Lighting',
  sku: 'PL-DSK-MOS',
};

// ---- looking and choosing

/** The part of a product's page that sells. */
export const counter = (page: Page) => page.getByRole('region', { name: 'Buy', exact: true });

/** The header's search box; home has another one. */
export const searchBox = (page: Page) =>
  page.getByRole('banner').getByRole('combobox', { name: 'Search', exact: true });

/** What it offers while one types; open only where scripts run. */
export const suggestions = (page: Page) =>
  page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');

/** Types until something is offered: before the page's script has loaded, nobody hears the first letters. */
export async function beginToSearch(page: Page, words: string) {
  await expect(async () => {
    await searchBox(page).clear();
    await searchBox(page).pressSequentially(words);
    await expect(suggestions(page).first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

export async function openProduct(page: Page, goods: Goods) {
  await page.goto(`/p/${goods.slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(goods.title);
  if (goods.option) await choose(page, ...goods.option);
}

export async function choose(page: Page, option: string, value: string) {
  const wanted = counter(page).getByRole('group', { name: option }).getByRole('link', { name: value, exact: true });
  // Its link would lead to a page that looks the same: nothing would tell when that has come, and under a click it takes the
  // buttons' place.
  if ((await wanted.getAttribute('aria-current')) === 'true') return;
  await wanted.click();
  await expect(wanted).toHaveAttribute('aria-current', 'true');
}

export async function addToCart(page: Page, goods: Goods) {
  await openProduct(page, goods);
  await counter(page).getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByTestId('toast')).toContainText(`${goods.title} is in your cart.`);
}

export async function openCart(page: Page) {
  await page.getByRole('banner').getByRole('link', { name: /^Cart/ }).click();
  await expect(page).toHaveURL('/cart');
}

export const cartLine = (page: Page, goods: Goods) =>
  page.getByTestId('cart-line').filter({ has: page.getByRole('link', { name: goods.title }) });

// ---- checking out

export async function goToCheckout(page: Page) {
  await page.getByRole('link', { name: 'Check out' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checkout');
}

/** Types an address, at the checkout or into the address book. */
export async function fillAddress(page: Page, name: string, street = '14, 3rd Cross, Lavelle Road') {
  await page.getByLabel('Full name').fill(name);
  await page.getByLabel('House and street').fill(street);
  await page.getByLabel('PIN code').fill('560025');
  await page.getByLabel('City').fill('Bengaluru');
  await page.getByLabel('State').selectOption('Karnataka');
  await page.getByLabel('Phone').fill('+91 98450 12345');
}

export async function fillCheckout(page: Page, person: Person) {
  await page.getByLabel('E-mail').fill(person.email);
  await fillAddress(page, person.name);
}

export const total = (page: Page) => page.getByTestId('checkout-total');

/** Chooses between `Standard` and `Express`, whichever is not chosen, and waits for the total to follow. */
export async function chooseDelivery(page: Page, seller: string, way: RegExp) {
  const ways = page.getByRole('group', { name: seller }).getByRole('radio');
  const before = await total(page).innerText();
  if (!scripts()) {
    await ways.and(page.getByRole('radio', { name: way })).check();
    await page.getByRole('button', { name: 'Update the total' }).click();
    return expect(total(page)).not.toHaveText(before);
  }
  // Until the page's script has loaded nobody hears the choice, so it is made again.
  await expect(async () => {
    for (const each of [ways.first(), ways.and(page.getByRole('radio', { name: way }))]) await each.check();
    await expect(total(page)).not.toHaveText(before, { timeout: 1_000 });
  }).toPass();
}

export async function placeOrder(page: Page) {
  await page.getByTestId('place-order').click();
  await expect(page).toHaveURL(/\/pay\/[0-9a-f-]{36}$/);
}

/** Everything before the card, as a guest who buys one of each. */
export async function checkOutAsGuest(page: Page, person: Person, ...goods: Goods[]) {
  for (const each of goods) await addToCart(page, each);
  await openCart(page);
  await goToCheckout(page);
  await fillCheckout(page, person);
  await placeOrder(page);
}

// ---- paying

/** The numbers that the simulated gateway knows; the pay page lists them. */
export const card = {
  good: '4242 4242 4242 4242',
  empty: '4000 0000 0000 9995',
  asks: '4000 0000 0000 3220',
  late: '4000 0000 0000 0077',
  silent: '4000 0000 0000 0341',
};

export async function payWith(page: Page, number: string, holder = 'Meera Krishnan') {
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expires').fill('11 / 39');
  await page.getByLabel('Security code').fill('123');
  await page.getByLabel('Name on the card').fill(holder);
  await page.getByTestId('pay').click();
}

export async function seePaidOrder(page: Page, within = 15_000) {
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}\?paid/, { timeout: within });
  await expect(page.getByRole('heading', { level: 1, name: /^Thank you/ })).toBeVisible();
  await expect(page.getByTestId('order-status').first()).toHaveText('Paid');
}

export async function buyAsGuest(page: Page, person: Person, ...goods: Goods[]) {
  await checkOutAsGuest(page, person, ...goods);
  await payWith(page, card.good);
  await seePaidOrder(page);
}

/** What one seller sends, on the order's page. */
export const parcel = (page: Page, seller: string) => page.getByRole('region', { name: `Parcel from ${seller}` });

/** Id of the order, or of its payment, that the page is about. */
export const orderId = (page: Page) => new URL(page.url()).pathname.split('/')[2] ?? '';

// ---- having an account

export async function register(page: Page, person: Person, next = '', hand: Hand = mouse) {
  await page.goto(`/register${next && `?next=${next}`}`);
  await hand.type(page.getByLabel('Your name'), person.name);
  await hand.type(page.getByLabel('E-mail'), person.email);
  await hand.type(page.getByLabel('Password'), person.password);
  await hand.press(page.getByRole('button', { name: 'Create account' }));
  await expect(page).toHaveURL(next || '/account');
}

export async function tryToLogIn(page: Page, person: Person, hand: Hand = mouse) {
  await hand.type(page.getByLabel('E-mail'), person.email);
  await hand.type(page.getByLabel('Password'), person.password);
  await hand.press(page.getByRole('button', { name: 'Log in' }));
}

export async function logIn(page: Page, person: Person, next = '', hand: Hand = mouse) {
  await page.goto(`/login${next && `?next=${next}`}`);
  await tryToLogIn(page, person, hand);
  await expect(page).toHaveURL(next || '/account');
}

export async function logOut(page: Page) {
  await page.goto('/account');
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect(page).toHaveURL('/');
}

// ---- the keyboard

/** Presses Tab, or Shift+Tab, until `target` has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  await target.waitFor({ state: 'attached' });
  for (let presses = 0; presses < 150; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}`);
}

// ---- behind the scenes

/** A mail that the shop sent: its subject, and what it says as text. */
export interface Letter {
  subject: string;
  text: string;
}

type Occasion = 'welcome' | 'order-received' | 'order-paid' | 'order-cancelled';

/** The first mail for `occasion` to this address; waits for it to be sent. */
export async function letter(to: string, occasion: Occasion): Promise<Letter> {
  let found: Letter | undefined;
  await expect
    .poll(() => (found = findLetter(to, occasion)), { message: `a mail "${occasion}" to ${to}`, timeout: 15_000 })
    .toBeDefined();
  return found as Letter;
}

function findLetter(to: string, occasion: Occasion): Letter | undefined {
  const folder = needed('LEVOMART__MAIL__DIR');
  const names = readdirSync(folder).filter((name) => name.includes(`-${occasion}-`) && name.endsWith('.eml'));
  const mails = names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
  const mail = mails.find((text) => new RegExp(`^To: .*${to}`, 'm').test(text));
  if (!mail) return undefined;
  const boundary = /boundary="([^"]+)"/.exec(mail)?.[1] ?? '';
  const plain = mail.split(`--${boundary}`).find((part) => part.includes('Content-Type: text/plain')) ?? '';
  const [head = '', ...paragraphs] = plain.trim().split(/\r?\n\r?\n/);
  const encoding = /Content-Transfer-Encoding: (\S+)/.exec(head)?.[1] ?? '';
  return { subject: /^Subject: (.*)$/m.exec(mail)?.[1]?.trim() ?? '', text: decoded(paragraphs.join('\n\n'), encoding) };
}

function decoded(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return text;
  const bytes = text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The link in a mail that opens its order without a log-in. */
export function signedLink(mail: Letter): URL {
  return new URL(/https?:\/\/\S+\/orders\/\S+\?access=\S+/.exec(mail.text)?.[0] ?? '');
}

/** Runs a statement in the shop's database; values are passed beside it. Answers rows, columns parted by `|`. */
export function sql(statement: TemplateStringsArray, ...values: (string | number)[]): string {
  const variables = values.flatMap((value, index) => ['-v', `v${index}=${value}`]);
  const input = String.raw(statement, ...values.map((_, index) => `:'v${index}'`));
  return execFileSync('psql', [needed('LEVOMART__DATABASE__URL'), '-XAtq', '-v', 'ON_ERROR_STOP=1', ...variables], { input })
    .toString()
    .trim();
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run the tests with scripts/e2e, or after \`eval "$(scripts/env)"\``);
  return value;
}
