import { expect, test } from '../shop';

test('an address that leads nowhere is a 404 that shows ways on', { tag: '@plain' }, async ({ page }) => {
  const response = await page.goto('/nowhere/at/all');

  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page has wilted.');
  await page.getByRole('link', { name: 'Browse products' }).click();
  await expect(page).toHaveURL('/products');
});

test('what does not exist is not found, whatever is asked for', { tag: '@plain' }, async ({ page }) => {
  const none = '7f7c1b4e-1d2f-4b9a-9f57-0c8c7b9d1a11';
  const paths = [
    '/p/no-such-product',
    '/c/no-such-category',
    '/shops/no-such-shop',
    `/orders/${none}`,
    '/orders/none',
    `/orders/${none}/invoice/${none}`,
    `/pay/${none}`,
    '/pay/none',
    '/p/%00',
    '/p/..%2F..%2Fetc%2Fpasswd',
  ];
  for (const path of paths) {
    const response = await page.goto(path);
    expect.soft(response?.status(), path).toBe(404);
    await expect.soft(page.getByRole('heading', { level: 1 }), path).toHaveText('This page has wilted.');
  }
});

test('an account page asks to log in and then goes on to where one wanted to go', { tag: '@plain' }, async ({ page }) => {
  await page.goto('/account/addresses');

  await expect(page).toHaveURL('/login?next=%2Faccount%2Faddresses');
});

test('a search that makes no sense is a list, never an error', { tag: '@plain' }, async ({ page }) => {
  const odd = ['?min=abc&max=-1', '?after=garbage', '?sort=no', '?in=no-such', "?q=%27%22%5C%25_%26%7C!()", '?q=%00', '?o.=x&o.Colour=', `?q=${'x'.repeat(3_000)}`];
  for (const query of odd) {
    const response = await page.goto(`/products${query}`);
    expect.soft(response?.status(), query).toBeLessThan(500);
    await expect.soft(page.getByRole('heading', { level: 1 }), query).toBeVisible();
  }
});
