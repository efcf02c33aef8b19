import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { complete, DESK, PHONE, readable } from '../reading';
import {
  admin,
  applyForShop,
  checkFile,
  crest,
  enterShop,
  LAMPS,
  numberOf,
  openOrder,
  openShop,
  plan,
  reloadUntil,
  runImport,
  seller,
  ship,
  standing,
  workFor,
} from '../rooms';
import { buyAsGuest, expect, honey, logIn, newPerson, orderId, parcel, register, scripts, test } from '../shop';

/** Every address of the rooms, from where the shop itself has them: a new page is read without being written down here. */
const ROUTES = readFileSync(join(__dirname, '../../app/src/routes.rs'), 'utf8').matchAll(/path!\("(\/(?:seller|admin)[^"]*)"\)/g);
const ADDRESSES = [...ROUTES].map(([, address = '']) => address);

/** Where a list shows something even if nothing waits. */
const LISTS: Record<string, string> = { '/admin/sellers': '/admin/sellers?status=all' };

/** Reads a page as it is now; without scripts, whether it is all there. */
async function read(page: Page, what: string) {
  await complete(page, what);
  if (scripts()) await readable(page, what);
}

async function readAt(page: Page, address: string) {
  await test.step(address, async () => {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(200);
    await read(page, address);
  });
}

/** The first of a list's links that leads to `way`. */
async function firstOf(page: Page, list: string, way: RegExp): Promise<string> {
  await page.goto(list);
  const links = page.getByRole('main').getByRole('link');
  const hrefs = await links.evaluateAll((all: HTMLAnchorElement[]) => all.map((link) => link.pathname + link.search));
  const found = hrefs.find((href) => way.test(href));
  expect(found, `${list} leads to ${way}`).toBeDefined();
  return found ?? list;
}

/** An address with the id of a real thing. */
async function real(page: Page, address: string): Promise<string> {
  const [list = '', rest] = address.split(/\/:[a-z]+/);
  if (rest === undefined) return address;
  return (await firstOf(page, LISTS[list] ?? list, new RegExp(`^${list}/[0-9a-f-]{36}$`))) + rest;
}

async function readRoom(page: Page, room: string) {
  const addresses = ADDRESSES.filter((address) => address.split('/')[1] === room);
  expect(addresses).toContain(`/${room}`);
  for (const address of addresses) await readAt(page, await real(page, address));
}

test("everybody can read a seller's room", { tag: '@plain' }, async ({ page, otherDevice }) => {
  test.slow();
  const buyer = await otherDevice();
  await buyAsGuest(buyer, newPerson('Meera'), honey);
  const number = await numberOf(buyer, honey.seller);
  await logIn(page, seller);
  await workFor(page, honey.seller);
  const mark = randomUUID().slice(0, 8);
  const pickles = [`lime-${mark},Lime pickle,240,5`, `chilli-${mark},Chilli pickle,a lot,5`];
  await checkFile(page, 'pickles.csv', ['Handle,Title,Price,Stock', ...pickles]);

  await readRoom(page, 'seller');
  for (const list of ['orders', 'products', 'inventory']) await readAt(page, `/seller/${list}?q=zeppelin`);

  await openOrder(page, '/seller/orders', number);
  await ship(page, 'Kite Couriers', 'KITE-1');
  await expect(page.getByLabel('Tracking number')).toHaveAttribute('aria-invalid', 'true');
  await read(page, 'an order with mistakes');
  await page.locator('summary').filter({ hasText: 'Cancel items' }).click();
  await page.getByLabel('Reason').fill('The jar broke.');
  await page.getByRole('button', { name: 'See what goes back' }).click();
  await expect(page.getByTestId('goes-back')).toBeVisible();
  await read(page, 'the question before something is cancelled');
  await page.getByRole('link', { name: 'Keep them' }).click();
  await ship(page, 'Kite Couriers', '1098 7654 3210');
  await expect(standing(page)).toHaveText('Shipped');
  await read(page, 'an order that has left');
  await buyer.goto(`/orders/${orderId(buyer)}`);
  await reloadUntil(buyer, () => expect(buyer.getByTestId('tracking')).toBeVisible({ timeout: 1_000 }));
  await read(buyer, "a parcel's way");

  const sent = parcel(buyer, honey.seller);
  await reloadUntil(buyer, () => expect(sent.getByTestId('order-status')).toHaveText('Delivered', { timeout: 1_000 }), 90_000);
  await sent.getByText('Give something back').click();
  await sent.getByRole('spinbutton').fill('1');
  await buyer.getByLabel('Why?').fill('It is not honey.');
  await buyer.getByRole('button', { name: 'Ask to return' }).click();
  await reloadUntil(page, () => expect(page.getByTestId('return-status')).toHaveText('Return asked', { timeout: 1_000 }));
  await read(page, 'a return to be answered');
});

test("everybody can read a shop's first day, as its owner and as staff", { tag: '@plain' }, async ({ page, otherDevice }) => {
  test.slow();
  const { stall, table, wall, row } = plan();
  const [kavita, arun, staff] = [newPerson('Kavita'), newPerson('Arun'), await otherDevice()];
  await register(page, kavita);
  await openShop(page, await otherDevice(), kavita, stall);
  await readAt(page, '/seller');
  await readAt(page, '/seller/orders');
  await checkFile(page, 'lamps.csv', [LAMPS, row(table, '1450'), row(wall, 'nine hundred')]);
  await runImport(page, 'lamps.csv');
  await read(page, 'an import of which a row failed');

  await register(staff, arun);
  await page.goto('/seller/settings');
  await page.getByLabel('E-mail', { exact: true }).fill(arun.email);
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByRole('row').filter({ hasText: arun.email })).toContainText('Staff');
  await page.getByRole('button', { name: 'Remove' }).last().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  if (scripts()) await readable(page, 'a question in a room');
  await enterShop(staff);
  await read(staff, 'the room of staff');
  await expect(staff.getByRole('link', { name: 'Money' })).toHaveCount(0);
  await readAt(staff, '/seller/settings');
});

test('everybody can read what opens in a room', async ({ page }) => {
  await logIn(page, seller, '/seller');
  await crest(page).click();
  await readable(page, 'the shops that one works for', [DESK]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Your account' }).click();
  await readable(page, 'who is logged in', [DESK]);

  for (const [person, room] of [[seller, '/seller'], [admin, '/admin']] as const) {
    await page.context().clearCookies();
    await logIn(page, person, room);
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await readable(page, `all pages of ${room} on a phone`, [PHONE]);
  }
});

test("everybody can read an admin's room", { tag: '@plain' }, async ({ page, otherDevice }) => {
  test.slow();
  await buyAsGuest(await otherDevice(), newPerson('Meera'), honey);
  await logIn(page, admin);

  await readRoom(page, 'admin');
  await readAt(page, await firstOf(page, '/admin/moderation?state=all', /[?&]product=/));
  await readAt(page, await firstOf(page, '/admin/categories', /[?&]edit=/));
  await readAt(page, '/admin/orders?q=zeppelin');
  await readAt(page, '/admin/audit?check=now');
  await page.getByTestId('audit-entries').locator('summary').first().click();
  await read(page, 'an entry of the log');
  await page.goto('/admin/money');
  const rate = page.locator('form').filter({ has: page.getByLabel('Shop', { exact: true }) });
  await rate.getByLabel('Shop', { exact: true }).fill('nobody');
  await rate.getByLabel('Rate', { exact: true }).fill('12.5');
  await rate.getByRole('button', { name: 'Set the rate' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await read(page, 'a rate with a mistake');
});

test('everybody can read the way to a shop of their own', { tag: '@plain' }, async ({ page }) => {
  const mark = randomUUID().slice(0, 8);
  const kavita = newPerson('Kavita');
  await readAt(page, '/sell');
  await register(page, kavita);
  await page.goto('/seller');
  await read(page, 'a room without a shop');

  await page.goto('/sell');
  await page.getByRole('button', { name: 'Send the application' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await read(page, 'an application with mistakes');
  await applyForShop(page, kavita, { name: `Kauna ${mark}`, slug: `kauna-${mark}` });
  await read(page, 'an application');
});
