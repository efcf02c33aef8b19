import {
  addToCart,
  card,
  cartLine,
  expect,
  fillCheckout,
  type Goods,
  goToCheckout,
  newPerson,
  openCart,
  payWith,
  placeOrder,
  seePaidOrder,
  sql,
  tea,
  test,
  total,
} from '../shop';

// Nobody else in these tests buys them.
const watch: Goods = {
  slug: 'teak-wall-clock-30-cm-silent-movement',
  title: 'Teak wall clock, 30 cm, silent movement',
  seller: 'Jodhpur Joinery',
  sku: 'JJ-CLK-TK30',
};
const mortar: Goods = {
  slug: 'granite-mortar-with-pestle',
  title: 'Granite mortar with pestle',
  seller: 'Karaikudi Kitchenware',
  sku: 'KK-MORT-15',
};

const setPrice = (goods: Goods, minor: number) =>
  sql`update catalog.offers set price_minor = ${minor} where sku = ${goods.sku}`;

/** Lets a seller correct what lies on the shelf; the ledger says so, too. */
const setStock = (goods: Goods, count: number) => sql`
  with counted as (
    update catalog.stock set on_hand = reserved + ${count}::integer
      from (select stock.offer_id, on_hand from catalog.stock join catalog.offers on id = stock.offer_id where sku = ${goods.sku}) old
     where stock.offer_id = old.offer_id
    returning stock.offer_id, stock.on_hand - old.on_hand as delta
  )
  insert into catalog.stock_movements (offer_id, on_hand_delta, reserved_delta, reason)
  select offer_id, delta, 0, 'corrected' from counted`;

test('a price that rises during the checkout is named before anybody pays it', async ({ page }) => {
  const meera = newPerson('Meera');
  await addToCart(page, watch);
  await openCart(page);
  await goToCheckout(page);
  await fillCheckout(page, meera);
  const before = await total(page).innerText();

  setPrice(watch, 299_000);
  try {
    await page.getByTestId('place-order').click();

    const alert = page.getByRole('alert');
    await expect(alert).toContainText(`the total was ${before}`);
    const now = await total(page).innerText();
    expect(now).not.toBe(before);
    await expect(alert).toContainText(`now it is ${now}`);
    await expect(alert).toContainText(`${watch.title} went from ₹2,650 to ₹2,990`);
    await expect(page.getByLabel('E-mail')).toHaveValue(meera.email);
    await expect(page.getByLabel('House and street')).toHaveValue('14, 3rd Cross, Lavelle Road');
    await expect(page.getByLabel('State')).toHaveValue('Karnataka');

    await placeOrder(page);
    await expect(page.getByTestId('pay')).toHaveText(`Pay ${now}`);
    await payWith(page, card.good);
    await seePaidOrder(page);
  } finally {
    setPrice(watch, 265_000);
  }
});

test('stock that runs out during the checkout is named, and the rest can still be bought', async ({ page }) => {
  const meera = newPerson('Meera');
  await addToCart(page, mortar);
  await addToCart(page, tea);
  await openCart(page);
  await goToCheckout(page);
  await fillCheckout(page, meera);

  setStock(mortar, 0);
  try {
    await page.getByTestId('place-order').click();

    await expect(page.getByRole('alert')).toContainText(`${mortar.title}: Sold out.`);
    await expect(page.getByLabel('House and street')).toHaveValue('14, 3rd Cross, Lavelle Road');
    await expect(page.getByTestId('place-order')).toBeDisabled();

    await page.getByRole('alert').getByRole('link', { name: 'change the cart' }).click();
    await cartLine(page, mortar).getByRole('button', { name: /^Remove/ }).click();
    await expect(cartLine(page, mortar)).toHaveCount(0);
    await goToCheckout(page);
    await fillCheckout(page, meera);
    await placeOrder(page);
    await payWith(page, card.good);
    await seePaidOrder(page);
  } finally {
    setStock(mortar, 16);
  }
});

test('an address that cannot be right is named beside its fields, and the rest stays', { tag: '@plain' }, async ({ page }) => {
  const meera = newPerson('Meera');
  await addToCart(page, tea);
  await openCart(page);
  await goToCheckout(page);
  await fillCheckout(page, meera);
  await page.getByLabel('PIN code').fill('5600');
  await page.getByLabel('State').selectOption('');

  await page.getByTestId('place-order').click();

  await expect(page.getByLabel('PIN code')).toHaveAccessibleDescription('A PIN code has 6 digits; this one has 4.');
  await expect(page.getByLabel('State')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('alert')).toContainText('2 fields need another look.');
  await expect(page.getByLabel('PIN code')).toHaveValue('5600');
  await expect(page.getByLabel('E-mail')).toHaveValue(meera.email);
  await expect(page.getByLabel('Full name')).toHaveValue(meera.name);
});
