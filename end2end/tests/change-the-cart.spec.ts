import { addToCart, cartLine, expect, honey, mug, openCart, openProduct, soldOutLamp, test, toy } from '../shop';

test('quantities change, lines are saved for later and come back', { tag: '@plain' }, async ({ page }) => {
  await addToCart(page, honey);
  await addToCart(page, toy);
  await openCart(page);
  const before = await page.getByTestId('cart-total').innerText();

  await cartLine(page, honey).getByRole('button', { name: /^One more/ }).click();
  await expect(cartLine(page, honey).getByTestId('quantity')).toHaveValue('2');
  await expect(page.getByTestId('cart-count')).toHaveText('3');
  await expect(page.getByTestId('cart-total')).not.toHaveText(before);

  await cartLine(page, honey).getByTestId('quantity').fill('4');
  await cartLine(page, honey).getByTestId('quantity').press('Enter');
  await expect(page.getByTestId('cart-count')).toHaveText('5');

  await cartLine(page, honey).getByRole('button', { name: /^Save for later/ }).click();
  await expect(cartLine(page, honey)).toHaveCount(0);
  await page.getByTestId('saved-line').getByRole('button', { name: /^Move to cart/ }).click();
  await expect(cartLine(page, honey).getByTestId('quantity')).toHaveValue('4');

  for (const goods of [honey, toy]) await cartLine(page, goods).getByRole('button', { name: /^Remove/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing in here yet.');
});

test('what is no quantity is said beside the field', { tag: '@plain' }, async ({ page }) => {
  await addToCart(page, mug);
  await openCart(page);

  await cartLine(page, mug).getByTestId('quantity').fill('two');
  await cartLine(page, mug).getByTestId('quantity').press('Enter');

  await expect(cartLine(page, mug).getByRole('alert')).toHaveText('Please enter a whole number from 1 to 99.');
  await expect(page.getByTestId('cart-count')).toHaveText('1');
});

test('what is sold out cannot be put into the cart', { tag: '@plain' }, async ({ page }) => {
  await openProduct(page, soldOutLamp);

  await expect(page.getByTestId('stock')).toHaveText('Sold out');
  await expect(page.getByRole('region', { name: 'Buy' }).getByRole('button')).toHaveCount(0);
});

test('"Buy now" leads straight to the checkout', { tag: '@plain' }, async ({ page }) => {
  await openProduct(page, toy);

  await page.getByRole('button', { name: 'Buy now' }).click();

  await expect(page).toHaveURL('/checkout');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checkout');
});
