import { card, cartLine, counter, expect, newPerson, seePaidOrder, tabTo, test, total, mug } from '../shop';

test('a whole purchase needs nothing but Tab, Enter, Space and the arrows', async ({ page }) => {
  const { keyboard } = page;
  const meera = newPerson('Meera');
  const type = async (label: string, text: string) => {
    await tabTo(page, page.getByLabel(label));
    await keyboard.type(text);
  };

  await page.goto(`/p/${mug.slug}`);
  await keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await keyboard.press('Enter');
  const pack = counter(page).getByRole('link', { name: 'Set of four' });
  await tabTo(page, pack);
  await keyboard.press('Enter');
  await expect(pack).toHaveAttribute('aria-current', 'true');
  await tabTo(page, counter(page).getByRole('button', { name: 'Add to cart' }));
  await keyboard.press('Space');
  await expect(page.getByTestId('toast')).toContainText('is in your cart.');

  await tabTo(page, page.getByRole('banner').getByRole('link', { name: /^Cart/ }), 'Shift+Tab');
  await keyboard.press('Enter');
  await tabTo(page, cartLine(page, mug).getByRole('button', { name: /^One more/ }));
  await keyboard.press('Enter');
  await expect(cartLine(page, mug).getByTestId('quantity')).toHaveValue('2');
  await tabTo(page, page.getByRole('link', { name: 'Check out' }));
  await keyboard.press('Enter');

  await type('E-mail', meera.email);
  await type('Full name', meera.name);
  await type('House and street', '14, 3rd Cross');
  await type('PIN code', '560025');
  await type('City', 'Bengaluru');
  await type('State', 'Karn');
  await expect(page.getByLabel('State')).toHaveValue('Karnataka');
  await type('Phone', '98450 12345');
  const before = await total(page).innerText();
  await tabTo(page, page.getByRole('radio', { name: /Standard/ }));
  await keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /Express/ })).toBeChecked();
  await expect(total(page)).not.toHaveText(before);
  await tabTo(page, page.getByTestId('place-order'));
  await keyboard.press('Enter');

  await type('Card number', card.asks);
  await type('Expires', '11 / 39');
  await type('Security code', '123');
  await type('Name on the card', meera.name);
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Approve' }));
  await keyboard.press('Space');

  await seePaidOrder(page);
});

test('a question is answered, or left, with the keyboard, and the focus comes back', async ({ page }) => {
  await page.goto('/products');
  await page.setViewportSize({ width: 390, height: 844 });
  const filter = page.getByRole('button', { name: 'Filter', exact: true });

  await tabTo(page, filter);
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('complementary', { name: 'Filters' });
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(sheet.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');

  await expect(sheet).toBeHidden();
  await expect(filter).toBeFocused();
});
