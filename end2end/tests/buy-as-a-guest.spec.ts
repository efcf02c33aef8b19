import {
  card,
  cartLine,
  checkOutAsGuest,
  chooseDelivery,
  expect,
  fillCheckout,
  goToCheckout,
  letter,
  mug,
  newPerson,
  notebook,
  openCart,
  orderId,
  parcel,
  payWith,
  placeOrder,
  seePaidOrder,
  addToCart,
  signedLink,
  tea,
  test,
  total,
} from '../shop';

test('a guest buys from three sellers in one cart, and the mails lead back to the order', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const meera = newPerson('Meera');

  for (const goods of [mug, tea, notebook]) await addToCart(page, goods);
  await openCart(page);
  for (const goods of [mug, tea, notebook]) {
    await expect(page.getByRole('region', { name: `From ${goods.seller}` }).getByTestId('cart-line')).toHaveCount(1);
    await expect(cartLine(page, goods)).toContainText(goods.option?.[1] ?? '');
  }
  await expect(page.getByTestId('cart-count')).toHaveText('3');

  await goToCheckout(page);
  await fillCheckout(page, meera);
  await chooseDelivery(page, mug.seller, /Express/);
  await expect(page.getByLabel('Full name'), 'another delivery must not cost what was typed').toHaveValue(meera.name);
  const price = await total(page).innerText();
  await placeOrder(page);

  await expect(page.getByTestId('pay')).toHaveText(`Pay ${price}`);
  await expect(page.getByTestId('hold')).toContainText('Held for you');
  const number = await page.getByTestId('order-number').innerText();
  await payWith(page, card.good);

  await seePaidOrder(page);
  await expect(page.getByTestId('order-number')).toHaveText(number);
  await expect(page.getByTestId('order-total')).toHaveText(price);
  for (const goods of [mug, tea, notebook]) {
    await expect(parcel(page, goods.seller).getByTestId('order-status')).toHaveText('Paid');
    await expect(parcel(page, goods.seller).locator('[aria-current=step]')).toContainText('Paid');
  }
  await expect(async () => {
    await page.goto('/cart');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing in here yet.', { timeout: 500 });
  }, 'what is paid leaves the cart').toPass();

  const [received, paid] = [await letter(meera.email, 'order-received'), await letter(meera.email, 'order-paid')];
  expect(received.subject).toContain(number);
  expect(paid.subject).toContain(number);
  expect(paid.text).toContain(price);
  expect(paid.text).toContain(mug.title);

  const link = signedLink(paid);
  const laptop = await otherDevice();
  await laptop.goto(link.href);
  await expect(laptop.getByTestId('order-number')).toHaveText(number);
  expect(laptop.url(), 'the token must not stay in the address bar').not.toContain('access');
});

test('an order opens for nobody without its link, and for nobody with a link that was changed', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const meera = newPerson('Meera');
  await checkOutAsGuest(page, meera, mug);
  const id = orderId(page);
  const link = signedLink(await letter(meera.email, 'order-received'));

  const stranger = await otherDevice();
  const token = link.searchParams.get('access') ?? '';
  const forged = `${token.startsWith('0') ? '1' : '0'}${token.slice(1)}`;
  for (const path of [`/orders/${id}`, `/pay/${id}`, `/orders/${id}?access=${forged}`, `/orders/${id}?access=`]) {
    expect((await stranger.goto(path))?.status(), path).toBe(404);
  }

  await stranger.goto(link.href);
  await expect(stranger.getByTestId('order-status')).toHaveText('Waits for payment');
});

test('a guest makes an account of an order with nothing but a password', { tag: '@plain' }, async ({ page }) => {
  const meera = newPerson('Meera');
  await checkOutAsGuest(page, meera, tea);
  await payWith(page, card.good);
  await seePaidOrder(page);
  const number = await page.getByTestId('order-number').innerText();

  await page.getByLabel('New password').fill(meera.password);
  await page.getByRole('button', { name: 'Create account' }).click();

  await expect(page.getByTestId('order-number')).toHaveText(number);
  await expect(page.getByRole('button', { name: 'Cancel these items' }).first(), 'the order is still theirs').toBeVisible();
  await page.goto('/orders');
  await expect(page.getByRole('link', { name: number })).toBeVisible();
  await page.goto('/account');
  await expect(page.getByText(meera.email)).toBeVisible();
});
