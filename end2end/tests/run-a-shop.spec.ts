import { readFileSync } from 'node:fs';
import { checkFile, LAMPS, numberOf, openOrder, openShop, plan, reloadUntil, runImport, setLive, ship, standing } from '../rooms';
import { buyAsGuest, expect, newPerson, parcel, register, test } from '../shop';

test("a seller's first hour: from the application to the money, and one thing comes back", { tag: '@plain' }, async ({ page, otherDevice }) => {
  test.slow();
  const { stall, table, wall, row } = plan();
  const imtiaz = newPerson('Imtiaz');
  await register(page, imtiaz);
  await openShop(page, await otherDevice(), imtiaz, stall);

  // One row is wrong: it stays out, and says why.
  await checkFile(page, 'lamps.csv', [LAMPS, row(table, '1450'), row(wall, 'nine hundred')]);
  const wrong = page.getByRole('table', { name: 'Errors and warnings' }).getByRole('row').filter({ hasText: 'nine hundred' });
  await expect(wrong).toContainText('This is not a price.');
  await runImport(page, 'lamps.csv');
  await expect(page.getByText('1 row did not make it.')).toBeVisible();
  await checkFile(page, 'wall-lamp.csv', [LAMPS, row(wall, '900')]);
  await runImport(page, 'wall-lamp.csv');
  await setLive(page, table.title, wall.title);

  const buyer = await otherDevice();
  await buyAsGuest(buyer, newPerson('Meera'), table);
  const number = await numberOf(buyer, stall.name);

  await openOrder(page, '/seller/orders', number);
  await expect(standing(page)).toHaveText('To ship');
  await page.getByRole('link', { name: 'Packing slip' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Packing slip');
  await expect(page.getByRole('main')).not.toContainText('₹');
  await page.getByRole('link', { name: 'Back to the order' }).click();
  await page.getByRole('button', { name: 'Mark packed' }).click();
  await expect(standing(page)).toHaveText('Packed');

  // A number that cannot be this carrier's is noticed, and what was typed stays.
  await ship(page, 'Kite Couriers', 'KITE-1');
  await expect(page.getByLabel('Tracking number')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Carrier')).toHaveValue('kite');
  const tracking = String(Date.now()).slice(-12);
  await page.getByLabel('Tracking number').fill(tracking);
  await page.getByRole('button', { name: 'Mark shipped' }).click();
  await expect(standing(page)).toHaveText('Shipped');

  await reloadUntil(buyer, async () => {
    const sent = parcel(buyer, stall.name);
    await expect(sent.getByTestId('tracking')).toHaveText(tracking, { timeout: 1_000 });
    await expect(sent.getByTestId('order-status')).toHaveText('Delivered', { timeout: 1_000 });
  }, 90_000);

  await page.goto('/seller/money');
  const entry = page.getByRole('row').filter({ hasText: number });
  await expect(entry).toContainText('Sale');
  await expect(entry).toContainText('₹1,450');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toContain(number);

  // The buyer does not like it; the seller takes it back.
  await parcel(buyer, stall.name).getByText('Give something back').click();
  await parcel(buyer, stall.name).getByRole('spinbutton').fill('1');
  await buyer.getByLabel('Why?').fill('It is smaller than I thought.');
  await buyer.getByRole('button', { name: 'Ask to return' }).click();
  await expect(buyer.getByTestId('return-status')).toHaveText('Return asked');
  await openOrder(page, '/seller/orders?tab=returns', number);
  await expect(standing(page)).toHaveText('Return asked');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(standing(page)).toHaveText('Returned');
  await buyer.reload();
  await expect(buyer.getByTestId('return-status')).toHaveText('Return accepted');
  await expect(buyer.getByTestId('refund-total')).toHaveText('₹1,450');
  await page.goto('/seller/money');
  await reloadUntil(page, async () => {
    const entries = page.getByRole('row').filter({ hasText: number });
    await expect(entries.filter({ hasText: 'Refund' })).toBeVisible({ timeout: 1_000 });
  });
});
