import {
  buyAsGuest,
  checkOutAsGuest,
  expect,
  type Goods,
  honey,
  letter,
  newPerson,
  orderId,
  parcel,
  sql,
  test,
  toy,
} from '../shop';

/** What an order has taken off the shelf: units on hand, and units kept for it. */
const taken = (order: string, goods: Goods) => sql`
  select coalesce(-sum(on_hand_delta), 0), coalesce(sum(reserved_delta), 0)
    from catalog.stock_movements
    join catalog.offers on offers.id = offer_id
   where reference = ${order}::uuid and sku = ${goods.sku}`;

test('who cancels everything before it is sent gets everything back, and so does the shelf', { tag: '@plain' }, async ({ page }) => {
  const meera = newPerson('Meera');
  await buyAsGuest(page, meera, honey, toy);
  const [order, price] = [orderId(page), await page.getByTestId('order-total').innerText()];
  await expect.poll(() => taken(order, honey)).toBe('1|0');

  await page.getByRole('button', { name: 'Cancel the whole order' }).click();
  await page.getByRole('dialog', { name: 'Cancel the whole order?' }).getByRole('button', { name: 'Cancel the order' }).click();

  for (const goods of [honey, toy]) {
    await expect(parcel(page, goods.seller).getByTestId('order-status')).toHaveText('Cancelled');
    await expect.poll(() => taken(order, goods)).toBe('0|0');
  }
  await expect(page.getByTestId('refund-total')).toHaveText(price);
  await expect(page.getByText(`${price} goes back to the card it was paid with.`)).toBeVisible();
  expect((await letter(meera.email, 'order-cancelled')).text).toContain(price);
});

test('who cancels one part keeps the others', { tag: '@plain' }, async ({ page }) => {
  await buyAsGuest(page, newPerson('Meera'), honey, toy);
  const order = orderId(page);

  await parcel(page, toy.seller).getByRole('button', { name: 'Cancel these items' }).click();
  const question = page.getByRole('dialog', { name: `Cancel what ${toy.seller} sends?` });
  await question.getByRole('button', { name: 'Cancel these items' }).click();

  await expect(parcel(page, toy.seller).getByTestId('order-status')).toHaveText('Cancelled');
  await expect(parcel(page, honey.seller).getByTestId('order-status')).toHaveText('Paid');
  await expect(page.getByTestId('refund-total')).toBeVisible();
  await expect.poll(() => taken(order, toy)).toBe('0|0');
  await expect.poll(() => taken(order, honey)).toBe('1|0');
});

test('who thinks better of cancelling has cancelled nothing', { tag: '@plain' }, async ({ page }) => {
  await buyAsGuest(page, newPerson('Meera'), honey);

  await page.getByRole('button', { name: 'Cancel these items' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();

  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByTestId('order-status')).toHaveText('Paid');
});

test('an order that waits for its payment is cancelled without a refund, and can be ordered again', { tag: '@plain' }, async ({ page }) => {
  await checkOutAsGuest(page, newPerson('Meera'), honey);
  const order = orderId(page);
  await page.goto(`/orders/${order}`);

  await page.getByRole('button', { name: 'Cancel these items' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel these items' }).click();

  await expect(page.getByText('This order was cancelled before it was paid.')).toBeVisible();
  await expect.poll(() => taken(order, honey)).toBe('0|0');
  await page.getByTestId('reorder').click();
  await expect(page).toHaveURL('/cart');
  await expect(page.getByTestId('cart-line')).toContainText(honey.title);
});
