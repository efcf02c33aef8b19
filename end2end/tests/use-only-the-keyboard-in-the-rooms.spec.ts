import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { keyboard } from '../hands';
import {
  admin,
  answer,
  applyForShop,
  cancelItems,
  checkFile,
  decide,
  enterShop,
  find,
  findOrder,
  handIn,
  LAMPS,
  numberOf,
  openShop,
  place,
  plan,
  publish,
  reloadUntil,
  runImport,
  setLive,
  ship,
  standing,
} from '../rooms';
import { buyAsGuest, expect, honey, logIn, newPerson, parcel, register, test } from '../shop';

const { press, type, choose } = keyboard;

/** Goes to a page of the room by its link in the rail. */
async function go(page: Page, room: 'Shop' | 'Admin', name: string) {
  const link = place(page, room, name);
  await press(link);
  await expect(link).toHaveAttribute('aria-current', 'page');
}

/** Presses what gives a file, and reads it. */
async function download(page: Page, what: Parameters<typeof press>[0]): Promise<string> {
  const begun = page.waitForEvent('download');
  await press(what);
  return readFileSync(await (await begun).path(), 'utf8');
}

test("a seller's first hour, without a mouse: from the application to the money", async ({ page, otherDevice }) => {
  test.slow();
  const { stall, table, wall, row } = plan();
  const [imtiaz, market] = [newPerson('Imtiaz'), await otherDevice()];
  await page.goto('/sell');
  await press(page.getByRole('main').getByRole('link', { name: 'Create an account' }));
  await expect(page).toHaveURL('/register?next=%2Fsell');
  await register(page, imtiaz, '/sell', keyboard);
  await applyForShop(page, imtiaz, stall, keyboard);
  await logIn(market, admin);
  await decide(market, stall, /^Approve/);
  await enterShop(page);

  // The skip link leads past the rail, to the way to the first sale.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await press(page.getByRole('main').getByRole('link', { name: /^Import a CSV/ }));

  // A row that is wrong stays out and comes back in a file, in which it is put right.
  await handIn(page, 'lamps.csv', [LAMPS, row(table, '1450'), row(wall, 'nine hundred'), ''].join('\n'), keyboard);
  await expect(page.getByRole('row').filter({ hasText: 'nine hundred' })).toContainText('This is not a price.');
  await runImport(page, 'lamps.csv', keyboard);
  const failed = await download(page, page.getByRole('link', { name: 'errors.csv', exact: true }));
  expect(failed).not.toContain(table.sku);
  await press(page.getByRole('link', { name: 'Upload them again' }));
  await handIn(page, 'errors.csv', failed.replaceAll('nine hundred', '900'), keyboard);
  await runImport(page, 'errors.csv', keyboard);
  await press(page.getByRole('link', { name: 'See your products' }));
  await publish(page, [table.title, wall.title], keyboard);

  const buyer = await otherDevice();
  await buyAsGuest(buyer, newPerson('Meera'), wall);
  const number = await numberOf(buyer, stall.name);
  await go(page, 'Shop', 'Orders');
  await findOrder(page, number, keyboard);
  await press(page.getByRole('button', { name: 'Mark packed' }), 'Space');
  await expect(standing(page)).toHaveText('Packed');
  await ship(page, 'Kite Couriers', 'KITE-1', keyboard);
  // What is wrong is named on top, and each name leads to its field.
  await press(page.getByRole('alert').getByRole('link').first());
  await expect(page.getByLabel('Tracking number')).toBeFocused();
  await ship(page, 'Kite Couriers', '210987654321', keyboard);
  await expect(standing(page)).toHaveText('Shipped');

  await go(page, 'Shop', 'Inventory');
  await find(page, 'Search stock', wall.sku, keyboard);
  const onHand = page.getByLabel(`On hand of ${wall.title}`);
  await reloadUntil(page, () => expect(onHand).toHaveValue('4', { timeout: 1_000 }));
  await type(onHand, '12');
  await press(page.getByRole('button', { name: 'Save counts' }), 'Space');
  await expect(page.getByTestId('toast')).toContainText('Saved.');

  await go(page, 'Shop', 'Money');
  await expect(page.getByRole('row').filter({ hasText: number })).toContainText('₹900');
  expect(await download(page, page.getByRole('button', { name: 'Download CSV' }))).toContain(number);
});

test("an admin's day, without a mouse: approve, moderate, pay back, suspend, disable, read the log", async ({ page, otherDevice }) => {
  test.slow();
  // What the day brings: a shop that applied, another with a lamp nobody has looked at, and an order.
  const [old, young] = [plan(), plan()];
  const [sarita, lakshmi, owner, applicant] = [newPerson('Sarita'), newPerson('Lakshmi'), await otherDevice(), await otherDevice()];
  await register(owner, sarita);
  await openShop(owner, await otherDevice(), sarita, old.stall);
  await checkFile(owner, 'lamp.csv', [LAMPS, old.row(old.table, '1450')]);
  await runImport(owner, 'lamp.csv');
  await setLive(owner, old.table.title);
  await register(applicant, lakshmi);
  await applyForShop(applicant, lakshmi, young.stall);
  const buyer = await otherDevice();
  await buyAsGuest(buyer, newPerson('Meera'), honey);
  const [number, price] = [await numberOf(buyer, honey.seller), await buyer.getByTestId('order-total').innerText()];

  await logIn(page, admin, '/admin', keyboard);
  await press(page.getByRole('main').getByRole('link', { name: /^Seller applications/ }));
  await find(page, 'Search shops', young.stall.name, keyboard);
  await answer(page, young.stall, /^Approve/, 'Welcome to the market.', keyboard);
  await expect(page.getByTestId('shop-status')).toHaveText('Approved');

  await go(page, 'Admin', 'Products');
  await find(page, 'Search products', old.table.title, keyboard);
  await press(page.getByRole('list', { name: 'Products' }).getByRole('link', { name: old.table.title }));
  await expect(page.getByRole('heading', { level: 2, name: old.table.title })).toBeVisible();
  const ground = page.getByLabel('Ground, to block');
  await choose(ground, (await ground.locator('option').allInnerTexts())[1] ?? '');
  await type(page.getByLabel('Words to the seller'), 'The lamp on the picture is of plastic.');
  await press(page.getByRole('button', { name: 'Block the product' }), 'Space');
  await expect(page.getByTestId('toast')).toContainText('Blocked.');
  await expect(async () => expect((await buyer.request.get(`/p/${old.table.slug}`)).status()).toBe(404)).toPass();

  await go(page, 'Admin', 'Orders');
  await findOrder(page, number, keyboard);
  await cancelItems(page, 'The shop cannot be reached.', price, keyboard);
  await buyer.reload();
  await expect(parcel(buyer, honey.seller).getByTestId('order-status')).toHaveText('Cancelled');

  await go(page, 'Admin', 'Sellers');
  await press(page.getByRole('navigation', { name: 'Shops by status' }).getByRole('link', { name: 'All', exact: true }));
  await expect(page).toHaveURL('/admin/sellers?status=all');
  await find(page, 'Search shops', old.stall.name, keyboard);
  await press(page.getByRole('link', { name: old.stall.name, exact: true }));
  await type(page.getByLabel('Message to the shop'), 'Three buyers say that the lamps are not brass.');
  await press(page.getByRole('button', { name: 'Suspend the shop' }), 'Space');
  await expect(page.getByTestId('shop-status')).toHaveText('Suspended');
  await reloadUntil(owner, () => expect(owner.getByText('Your shop is suspended.')).toBeVisible({ timeout: 1_000 }));
  await type(page.getByLabel('Message to the shop'), 'They were; sorry.');
  await press(page.getByRole('button', { name: 'Let them sell again' }));
  await expect(page.getByTestId('shop-status')).toHaveText('Approved');

  await go(page, 'Admin', 'Users');
  await find(page, 'Search users', sarita.email, keyboard);
  await press(page.getByRole('link', { name: sarita.name, exact: true }));
  const disabling = page.locator('form').filter({ has: page.getByRole('button', { name: 'Disable the account' }) });
  await type(disabling.getByLabel('Reason'), 'Sells plastic as brass.');
  await press(disabling.getByRole('button'));
  await expect(page.getByRole('button', { name: 'Enable the account' })).toBeVisible();
  const user = new URL(page.url()).pathname.split('/')[3] ?? '';
  await expect(async () => {
    await owner.goto('/seller');
    expect(new URL(owner.url()).pathname).toBe('/login');
  }).toPass();

  await expect(async () => {
    await go(page, 'Admin', 'Audit log');
    const filter = page.getByRole('search', { name: 'Filter the log' });
    await type(filter.getByLabel('Thing (id)'), user);
    await press(filter.getByRole('button', { name: 'Show' }));
    await expect(page.getByTestId('audit-entries')).toContainText('user.disable', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  const entry = page.getByTestId('audit-entries').locator('details').filter({ hasText: 'user.disable' });
  await press(entry.locator('summary'));
  await expect(entry).toContainText('Sells plastic as brass.');
  await press(page.getByTestId('audit-check'));
  await expect(page.getByText('The chain is whole')).toBeVisible();
});
