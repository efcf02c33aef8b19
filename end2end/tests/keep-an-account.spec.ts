import { expect, fillAddress, logIn, newPerson, register, test, tryToLogIn } from '../shop';

test('a new password ends the log-ins of other devices, and the old one no longer works', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const asha = newPerson('Asha');
  await register(page, asha);
  const phone = await otherDevice();
  await logIn(phone, asha);

  await page.goto('/account/security');
  await page.getByLabel('Current password').fill(asha.password);
  await page.getByLabel('New password').fill('a brass lamp for every niche');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByTestId('toast')).toContainText('Your password is changed.');

  await expect(async () => {
    await phone.goto('/account');
    await expect(phone).toHaveURL('/login?next=%2Faccount', { timeout: 500 });
  }).toPass();
  await tryToLogIn(phone, asha);
  await expect(phone.getByRole('alert')).toBeVisible();
  await logIn(phone, { ...asha, password: 'a brass lamp for every niche' });
  await page.goto('/account');
  await expect(page).toHaveURL('/account');
});

test('a wrong current password changes nothing', { tag: '@plain' }, async ({ page }) => {
  await register(page, newPerson('Asha'));

  await page.goto('/account/security');
  await page.getByLabel('Current password').fill('not my password');
  await page.getByLabel('New password').fill('a brass lamp for every niche');
  await page.getByRole('button', { name: 'Change password' }).click();

  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
});

test('logging out everywhere ends every log-in, this one too', { tag: '@plain' }, async ({ page, otherDevice }) => {
  const asha = newPerson('Asha');
  await register(page, asha);
  const phone = await otherDevice();
  await logIn(phone, asha);

  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Log out everywhere' }).click();
  const question = page.getByRole('dialog', { name: 'Log out everywhere?' });
  await question.getByRole('button', { name: 'Log out everywhere' }).click();
  await expect(page).toHaveURL('/login');

  for (const device of [page, phone]) {
    await expect(async () => {
      await device.goto('/account');
      await expect(device).toHaveURL('/login?next=%2Faccount', { timeout: 500 });
    }).toPass();
  }
});

test('the address book keeps several addresses, one of them the default', { tag: '@plain' }, async ({ page }) => {
  const asha = newPerson('Asha');
  await register(page, asha);
  await page.goto('/account/addresses');
  const entry = (street: string) => page.getByTestId('address').filter({ hasText: street });

  for (const street of ['7, Temple Street', '2, Lake View']) {
    await fillAddress(page, asha.name, street);
    await page.getByRole('button', { name: 'Add the address' }).click();
    await expect(entry(street)).toBeVisible();
  }
  await expect(entry('7, Temple Street')).toContainText('Default');

  await entry('2, Lake View').getByRole('button', { name: 'Make default' }).click();
  await expect(entry('2, Lake View')).toContainText('Default');
  await expect(entry('7, Temple Street')).not.toContainText('Default');

  await entry('7, Temple Street').getByRole('link', { name: /^Change/ }).click();
  await expect(page.getByLabel('House and street')).toHaveValue('7, Temple Street');
  await page.getByLabel('House and street').fill('9, Temple Street');
  await page.getByRole('button', { name: 'Save the address' }).click();
  await expect(entry('9, Temple Street')).toBeVisible();

  await entry('9, Temple Street').getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('dialog', { name: 'Remove this address?' }).getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByTestId('address')).toHaveCount(1);
  await page.goto('/account');
  await expect(page.getByRole('main')).toContainText('2, Lake View');
});

test('the header greets by the name in the profile', { tag: '@plain' }, async ({ page }) => {
  await register(page, newPerson('Asha'));

  await page.getByLabel('Your name').fill('Usha Krishnan');
  await page.getByRole('button', { name: 'Save' }).click();

  await expect(page.getByTestId('toast')).toContainText('Saved.');
  await expect(page.getByLabel('Your name')).toHaveValue('Usha Krishnan');
  // Who is who is looked up anew every second.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('banner').getByRole('link', { name: 'Usha' })).toBeVisible({ timeout: 500 });
  }).toPass();
});

test('an e-mail that is taken, a password that is guessed: said beside the field', { tag: '@plain' }, async ({ page }) => {
  await page.goto('/register');
  await page.getByLabel('Your name').fill('Asha Krishnan');
  await page.getByLabel('E-mail').fill('shopper@levomart.test');
  await page.getByLabel('Password').fill('qwertyuiop');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/one of the first that is guessed/);
  await expect(page.getByLabel('Your name')).toHaveValue('Asha Krishnan');

  await page.getByLabel('Password').fill('a brass lamp for every niche');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('E-mail')).toHaveValue('shopper@levomart.test');
});

test('a log-in never leads out of the shop', { tag: '@plain' }, async ({ page, baseURL }) => {
  const asha = newPerson('Asha');
  await register(page, asha);

  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    expect(new URL(page.url()).origin, next).toBe(baseURL);
  }
});
