import { readFileSync } from 'node:fs';
import { DESK, PHONE, readable } from '../reading';
import {
  addToCart,
  beginToSearch,
  card,
  cartLine,
  counter,
  expect,
  fillAddress,
  fillCheckout,
  goToCheckout,
  honey,
  newPerson,
  openCart,
  openProduct,
  orderId,
  payWith,
  placeOrder,
  register,
  seePaidOrder,
  soldOutLamp,
  sql,
  test,
  toy,
} from '../shop';

// Each is read by everybody, so that a fault names its page.
const PLACES = {
  home: '/',
  'all products': '/products',
  'a filtered list': '/products?o.Colour=Moss&o.Colour=Indigo&in_stock=1&min=200&sort=price_up',
  'a search': '/products?q=brass',
  'a search without results': '/products?q=zeppelin',
  'filters without results': '/products?o.Colour=Moss&max=10',
  'a category': '/c/home-living',
  sellers: '/shops',
  'a shop': '/shops/kiln-and-loom',
  'a product': `/p/${toy.slug}`,
  'a product with two options': '/p/long-kurta-in-handspun-indigo-cotton',
  'a product that is sold out': `/p/${soldOutLamp.slug}`,
  'an empty cart': '/cart',
  'no orders': '/orders',
  'the log-in': '/login?next=/checkout',
  registration: '/register',
  help: '/help',
  delivery: '/delivery',
  terms: '/terms',
  privacy: '/privacy',
  'no page': '/nowhere',
};

for (const [what, path] of Object.entries(PLACES)) {
  test(`everybody can read ${what}`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

    await readable(page, what);
  });
}

test('everybody can read what opens on a page', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/products');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await expect(page.getByRole('complementary', { name: 'Filters' })).toBeVisible();
  await readable(page, 'the filters of a phone', [PHONE]);

  await page.goto('/products');
  await beginToSearch(page, 'brass');
  await readable(page, 'suggestions', [DESK]);

  await openProduct(page, honey);
  await counter(page).getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByTestId('toast')).toBeVisible();
  await readable(page, 'a toast');
});

test('everybody can read the way from the cart to the card', async ({ page }) => {
  await addToCart(page, honey);
  await addToCart(page, toy);
  await openCart(page);
  await cartLine(page, honey).getByTestId('quantity').fill('two');
  await cartLine(page, honey).getByTestId('quantity').press('Enter');
  await expect(cartLine(page, honey).getByRole('alert')).toBeVisible();
  await readable(page, 'a cart with a wrong quantity');

  await page.goto('/cart');
  await cartLine(page, toy).getByRole('button', { name: /^Save for later/ }).click();
  await expect(page.getByTestId('saved-line')).toBeVisible();
  await readable(page, 'a cart with something saved');

  await goToCheckout(page);
  await readable(page, 'the checkout');
  await page.getByTestId('place-order').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await readable(page, 'the checkout with mistakes');

  await fillCheckout(page, newPerson('Meera'));
  await placeOrder(page);
  await readable(page, 'the pay page');
  await payWith(page, '4242');
  await expect(page.getByRole('alert')).toBeVisible();
  await readable(page, 'the pay page with mistakes');
  await payWith(page, card.empty);
  await expect(page.getByRole('alert')).toContainText('not enough funds');
  await readable(page, 'a declined card');
});

test('everybody can read what banks have to say', async ({ page }) => {
  await addToCart(page, honey);
  await openCart(page);
  await goToCheckout(page);
  await fillCheckout(page, newPerson('Meera'));
  await placeOrder(page);
  const order = orderId(page);

  await payWith(page, card.asks);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Is this you?');
  await readable(page, 'the question of a bank');
  await page.getByRole('button', { name: 'Refuse' }).click();
  await payWith(page, card.silent);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('We are checking your payment.');
  await readable(page, 'waiting for a bank');

  await page.goto(`/orders/${order}`);
  await readable(page, 'an order that is not paid');
  await page.getByRole('button', { name: 'Cancel these items' }).click();
  await readable(page, 'the question before cancelling');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel these items' }).click();
  await expect(page.getByTestId('order-status')).toHaveText('Cancelled');
  await readable(page, 'a cancelled order');
  await page.goto(`/pay/${order}`);
  await expect(page).toHaveURL(`/orders/${order}`);
});

test('everybody can read that a payment comes too late', async ({ page }) => {
  await addToCart(page, honey);
  await openCart(page);
  await goToCheckout(page);
  await fillCheckout(page, newPerson('Meera'));
  await placeOrder(page);
  sql`update payments.payments set hold_expires_at = now() where id = ${orderId(page)}`;

  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The hold has ended.');
  await readable(page, 'a payment that came too late');
});

test('everybody can read orders and invoices', async ({ page }) => {
  await addToCart(page, honey);
  await addToCart(page, toy);
  await openCart(page);
  await goToCheckout(page);
  await fillCheckout(page, newPerson('Meera'));
  await placeOrder(page);
  await payWith(page, card.good);
  await seePaidOrder(page);
  await readable(page, 'thanks');

  await page.goto(`/orders/${orderId(page)}`);
  await readable(page, 'an order that is paid');
  await page.getByRole('link', { name: 'Invoice' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoice');
  await readable(page, 'an invoice');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download PDF' }).click();
  expect((await download).suggestedFilename()).toMatch(/^invoice-LM-[\d-]+\.pdf$/);
  expect(readFileSync(await (await download).path(), 'latin1')).toMatch(/^%PDF-/);
  await page.goto('/orders');
  await readable(page, 'the orders of a guest');
});

test('everybody can read an account', async ({ page }) => {
  const asha = newPerson('Asha');
  await page.goto('/register');
  await page.getByLabel('Your name').fill('A');
  await page.getByLabel('E-mail').fill('asha@example.in');
  await page.getByLabel('Password').fill('qwertyuiop');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await readable(page, 'registration with mistakes');

  await register(page, asha);
  await readable(page, 'an account');
  await page.goto('/account/security');
  await readable(page, 'security');
  await page.getByRole('button', { name: 'Log out everywhere' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await readable(page, 'the question before logging out everywhere');

  await page.goto('/account/addresses');
  await readable(page, 'an empty address book');
  await page.getByRole('button', { name: 'Add the address' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await readable(page, 'an address with mistakes');
  await fillAddress(page, asha.name);
  await page.getByRole('button', { name: 'Add the address' }).click();
  await page.getByTestId('address').getByRole('link', { name: /^Change/ }).click();
  await readable(page, 'an address that is being changed');
});
