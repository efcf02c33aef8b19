import {
  addToCart,
  card,
  cartLine,
  expect,
  fillAddress,
  goToCheckout,
  letter,
  logIn,
  logOut,
  mug,
  newPerson,
  openCart,
  payWith,
  placeOrder,
  register,
  seePaidOrder,
  tea,
  test,
} from '../shop';

test('who comes back finds address, orders, and the cart of both visits', { tag: '@plain' }, async ({ page }) => {
  const asha = newPerson('Asha');

  await register(page, asha);
  expect((await letter(asha.email, 'welcome')).text).toContain(asha.name);
  await page.goto('/account/addresses');
  await fillAddress(page, asha.name, '7, Temple Street');
  await page.getByRole('button', { name: 'Add the address' }).click();
  await expect(page.getByTestId('address')).toContainText('7, Temple Street');
  await addToCart(page, mug);
  await logOut(page);
  await expect(page.getByRole('banner').getByRole('link', { name: 'Cart, empty' })).toBeVisible();

  await addToCart(page, mug);
  await addToCart(page, tea);
  await logIn(page, asha, '/cart');

  await expect(cartLine(page, mug).getByTestId('quantity')).toHaveValue('2');
  await expect(cartLine(page, tea).getByTestId('quantity')).toHaveValue('1');

  await goToCheckout(page);
  await expect(page.getByLabel('E-mail')).toHaveValue(asha.email);
  await expect(page.getByRole('radio', { name: /7, Temple Street/ })).toBeChecked();
  await placeOrder(page);
  await payWith(page, card.good);
  await seePaidOrder(page);
  await expect(page.getByRole('complementary', { name: 'About this order' })).toContainText('7, Temple Street');

  const number = await page.getByTestId('order-number').innerText();
  await page.goto('/orders');
  await page.getByTestId('order-row').getByRole('link', { name: number }).click();
  await expect(page.getByTestId('order-number')).toHaveText(number);
});

test('an address typed at the checkout can be kept for the next time', { tag: '@plain' }, async ({ page }) => {
  const asha = newPerson('Asha');
  await register(page, asha);
  await addToCart(page, tea);
  await openCart(page);
  await goToCheckout(page);

  await fillAddress(page, asha.name, '2, Lake View');
  await page.getByLabel('Save this address for next time').check();
  await placeOrder(page);

  await page.goto('/account/addresses');
  await expect(page.getByTestId('address')).toContainText('2, Lake View');
});

test('nobody logs in with a wrong password, and the e-mail need not be typed twice', { tag: '@plain' }, async ({ page }) => {
  const asha = newPerson('Asha');
  await register(page, asha);
  await logOut(page);

  await page.goto('/login');
  await page.getByLabel('E-mail').fill(asha.email);
  await page.getByLabel('Password').fill('not my password');
  await page.getByRole('button', { name: 'Log in' }).click();

  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue(asha.email);
  await expect(page.getByLabel('Password')).toHaveValue('');
  await page.goto('/account');
  await expect(page).toHaveURL('/login?next=%2Faccount');
});
