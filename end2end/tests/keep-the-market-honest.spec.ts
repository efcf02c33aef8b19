import {
  admin,
  applyForShop,
  cancelItems,
  checkFile,
  decide,
  find,
  LAMPS,
  numberOf,
  openOrder,
  openShop,
  plan,
  recorded,
  reloadUntil,
  runImport,
  seller,
  setLive,
  ship,
  standing,
  workFor,
} from '../rooms';
import { buyAsGuest, expect, honey, logIn, newPerson, parcel, register, test } from '../shop';
import { randomUUID } from 'node:crypto';

test('an admin asks an applicant back, and approves what comes then', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const mark = randomUUID().slice(0, 8);
  const stall = { name: `Loom ${mark}`, slug: `loom-${mark}` };
  const [lakshmi, applicant] = [newPerson('Lakshmi'), await otherDevice()];
  await register(applicant, lakshmi);
  await applyForShop(applicant, lakshmi, stall);
  await logIn(page, admin);

  await decide(page, stall, /^Ask back/, 'Which mill does your yarn come from?');
  await expect(page.getByTestId('shop-status')).toHaveText('Asked back');
  await applicant.goto('/sell');
  await expect(applicant.getByText('Which mill does your yarn come from?').first()).toBeVisible();
  await applicant.getByLabel('About the shop').fill('Yarn from the mill in Erode.');
  await applicant.getByRole('button', { name: 'Send it again' }).click();
  await expect(applicant.getByTestId('application')).toHaveText('Applied');

  await decide(page, stall, /^Approve/);

  await expect(page.getByTestId('shop-status')).toHaveText('Approved');
});

test('an admin pays a buyer back, and the log says who, what and why', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const buyer = await otherDevice();
  await buyAsGuest(buyer, newPerson('Meera'), honey);
  const [number, price] = [await numberOf(buyer, honey.seller), await buyer.getByTestId('order-total').innerText()];
  await logIn(page, admin);
  await openOrder(page, '/admin/orders', number);
  const order = new URL(page.url()).pathname.split('/')[3] ?? '';

  await cancelItems(page, 'The shop cannot be reached.', price);

  await buyer.reload();
  await expect(parcel(buyer, honey.seller).getByTestId('order-status')).toHaveText('Cancelled');
  await expect(buyer.getByTestId('refund-total')).toHaveText(price);
  const entry = await recorded(page, order, 'order.cancel');
  await expect(entry).toContainText(admin.name);
  await expect(entry).toContainText('The shop cannot be reached.');
  await page.getByTestId('audit-check').click();
  await expect(page.getByText('The chain is whole')).toBeVisible();
});

test('an admin pays back what was lost on its way', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const [buyer, shop] = [await otherDevice(), await otherDevice()];
  await buyAsGuest(buyer, newPerson('Meera'), honey);
  const number = await numberOf(buyer, honey.seller);
  await logIn(shop, seller);
  await workFor(shop, honey.seller);
  await openOrder(shop, '/seller/orders', number);
  await ship(shop, 'Kite Couriers', String(Date.now()).slice(-12));
  await expect(standing(shop)).toHaveText('Shipped');
  await logIn(page, admin);
  await openOrder(page, '/admin/orders', number);
  const order = new URL(page.url()).pathname.split('/')[3] ?? '';
  const back = page.locator('#pay-back');

  // Nothing is chosen yet, and what was typed stays.
  await back.locator('summary').click();
  await back.getByLabel('Why it is paid back').fill('The parcel fell into the river.');
  await back.getByRole('button', { name: 'Pay back' }).click();
  await expect(back.getByLabel('Why it is paid back')).toHaveValue('The parcel fell into the river.');
  await back.getByLabel(honey.title).fill('1');
  await back.getByRole('button', { name: 'Pay back' }).click();

  await expect(page.getByText('Paid back by Levomart')).toBeVisible();
  await expect(back).toHaveCount(0);
  await reloadUntil(buyer, async () => {
    await expect(parcel(buyer, honey.seller)).toContainText('1 paid back', { timeout: 1_000 });
    await expect(buyer.getByTestId('refund-total')).toBeVisible({ timeout: 1_000 });
  });
  await expect(await recorded(page, order, 'order.refund')).toContainText('The parcel fell into the river.');
});

test('an admin deletes a product, and who bought it keeps what their order says', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const { stall, table, row } = plan();
  const [owner, buyer, sarita] = [await otherDevice(), await otherDevice(), newPerson('Sarita')];
  await register(owner, sarita);
  await openShop(owner, page, sarita, stall);
  await checkFile(owner, 'lamp.csv', [LAMPS, row(table, '1450')]);
  await runImport(owner, 'lamp.csv');
  await setLive(owner, table.title);
  await buyAsGuest(buyer, newPerson('Meera'), table);
  await page.goto('/admin/moderation?state=all');
  await find(page, 'Search products', table.title);
  await page.getByRole('list', { name: 'Products' }).getByRole('link', { name: table.title }).click();
  const product = new URL(page.url()).searchParams.get('product') ?? '';

  // Without a ground nothing happens, and what was typed stays.
  await page.getByLabel('Words to the seller').fill('The cable catches fire.');
  await page.getByRole('button', { name: 'Delete the product' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByLabel('Words to the seller')).toHaveValue('The cable catches fire.');
  await page.getByLabel('Ground, to block or delete').selectOption('unsafe');
  await page.getByRole('button', { name: 'Delete the product' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();

  await expect(page.getByTestId('toast')).toContainText('Deleted.');
  await expect(async () => expect((await buyer.request.get(`/p/${table.slug}`)).status()).toBe(404)).toPass();
  await buyer.reload();
  await expect(parcel(buyer, table.seller)).toContainText(table.title);
  await owner.goto(`/seller/products/${product}`);
  await expect(owner.getByText('The cable catches fire.')).toBeVisible();
  await expect(await recorded(page, product, 'product.delete')).toContainText('The cable catches fire.');
});

test('who is disabled is out within a second, wherever they were logged in', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const [rohit, device] = [newPerson('Rohit'), await otherDevice()];
  await register(device, rohit);
  await logIn(page, admin);
  await page.goto(`/admin/users?q=${encodeURIComponent(rohit.email)}`);
  await page.getByRole('link', { name: rohit.name, exact: true }).click();

  await page.locator('#disable-reason').fill('Sells stolen lamps.');
  await page.getByRole('button', { name: 'Disable the account' }).click();
  await expect(page.getByRole('button', { name: 'Enable the account' })).toBeVisible();

  await expect(async () => {
    await device.goto('/account');
    expect(new URL(device.url()).pathname).toBe('/login');
  }).toPass({ intervals: [250], timeout: 3_000 });
  await device.getByLabel('E-mail').fill(rohit.email);
  await device.getByLabel('Password').fill(rohit.password);
  await device.getByRole('button', { name: 'Log in' }).click();
  await expect(device.getByRole('alert')).toBeVisible();
});
