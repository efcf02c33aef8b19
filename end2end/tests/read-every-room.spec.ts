import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { complete, readable } from '../reading';
import { admin, applyForShop, checkFile, numberOf, openOrder, reloadUntil, seller, standing, workFor } from '../rooms';
import { buyAsGuest, expect, honey, logIn, newPerson, orderId, register, scripts, test } from '../shop';

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
  await page.getByLabel('Tracking number').fill('KITE-1');
  await page.getByRole('button', { name: 'Mark shipped' }).click();
  await expect(page.getByLabel('Tracking number')).toHaveAttribute('aria-invalid', 'true');
  await read(page, 'an order with mistakes');
  await page.getByLabel('Carrier').selectOption('Kite Couriers');
  await page.getByLabel('Tracking number').fill('1098 7654 3210');
  await page.getByRole('button', { name: 'Mark shipped' }).click();
  await expect(standing(page)).toHaveText('Shipped');
  await read(page, 'an order that has left');
  await buyer.goto(`/orders/${orderId(buyer)}`);
  await reloadUntil(buyer, () => expect(buyer.getByTestId('tracking')).toBeVisible({ timeout: 1_000 }));
  await read(buyer, "a parcel's way");
});

test("everybody can read an admin's room", { tag: '@plain' }, async ({ page, otherDevice }) => {
  test.slow();
  await buyAsGuest(await otherDevice(), newPerson('Meera'), honey);
  await logIn(page, admin);

  await readRoom(page, 'admin');
  await readAt(page, await firstOf(page, '/admin/moderation?state=all', /[?&]product=/));
  await readAt(page, await firstOf(page, '/admin/categories', /[?&]edit=/));
  await readAt(page, '/admin/orders?q=zeppelin');
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
