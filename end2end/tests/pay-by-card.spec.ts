import { card, checkOutAsGuest, expect, mug, newPerson, payWith, seePaidOrder, test } from '../shop';

test.beforeEach(async ({ page }) => {
  await checkOutAsGuest(page, newPerson('Meera'), mug);
});

test('a card without funds is declined, and another one pays the same order', { tag: '@plain' }, async ({ page }) => {
  const number = await page.getByTestId('order-number').innerText();

  await payWith(page, card.empty);
  await expect(page.getByRole('alert')).toContainText('not enough funds');
  await expect(page.getByTestId('hold')).toBeVisible();

  await payWith(page, card.good);
  await seePaidOrder(page);
  await expect(page.getByTestId('order-number')).toHaveText(number);
});

test('the bank asks, the shopper approves', { tag: '@plain' }, async ({ page }) => {
  await payWith(page, card.asks);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Is this you?');

  await page.getByRole('button', { name: 'Approve' }).click();

  await seePaidOrder(page);
});

test('the bank asks, the shopper refuses and pays with another card', { tag: '@plain' }, async ({ page }) => {
  await payWith(page, card.asks);

  await page.getByRole('button', { name: 'Refuse' }).click();
  await expect(page.getByRole('alert')).toContainText('The payment was not confirmed.');

  await payWith(page, card.good);
  await seePaidOrder(page);
});

test('a bank that answers late is waited for, with nothing to do', { tag: '@plain' }, async ({ page }) => {
  await payWith(page, card.late);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('We are checking your payment.');

  await seePaidOrder(page, 30_000);
});

test('a card number that is too short is named beside its field', { tag: '@plain' }, async ({ page }) => {
  await payWith(page, '4242 4242 4242 424', 'Meera Iyer');

  await expect(page.getByLabel('Card number')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Card number')).toHaveAccessibleDescription('This card number is 1 digit short.');
  await expect(page.getByLabel('Expires')).not.toHaveAttribute('aria-invalid');
  await expect(page.getByRole('alert').getByRole('link', { name: 'This card number is 1 digit short.' })).toBeVisible();

  await payWith(page, card.good);
  await seePaidOrder(page);
});

test('a card number and its code never come back in a page', { tag: '@plain' }, async ({ page }) => {
  await payWith(page, '4242 4242 4242 424');

  await expect(page.getByLabel('Card number')).toHaveValue('');
  await expect(page.getByLabel('Security code')).toHaveValue('');
  expect(await page.content()).not.toContain('4242 4242 4242 424"');
});

test('paying twice in two windows charges once', async ({ page, context }) => {
  const second = await context.newPage();
  await second.goto(page.url());
  await second.getByLabel('Card number').fill(card.good);

  await payWith(page, card.good);
  await seePaidOrder(page);
  await payWith(second, card.good);

  await expect(second.getByTestId('order-status')).toHaveText('Paid');
});
