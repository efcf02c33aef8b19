// What is asked of every page, whoever reads it.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What is asked of a page in each theme. The dark one differs in nothing but its colours. */
const RULES = {
  light: (axe: AxeBuilder) => axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']),
  dark: (axe: AxeBuilder) => axe.withRules(['color-contrast', 'link-in-text-block']),
};

export const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Looks at a page as it is now, on both screens and in both themes. `what` names it where something is wrong. */
export async function readable(page: Page, what: string, screens = [PHONE, DESK]) {
  for (const screen of screens) {
    await page.setViewportSize(screen);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // The other mode opens a window per look, for frames; pages of the shop have none.
      const { violations } = await RULES[colorScheme](new AxeBuilder({ page }).setLegacyMode(true)).analyze();
      const said = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
      expect.soft(said, `${what}, ${screen.width} px, ${colorScheme}`).toEqual([]);
    }
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(sideways, `${what}, ${screen.width} px, is too wide by`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A page has a title, one heading and something to say, and every field a label. It needs no script for that. */
export async function complete(page: Page, what: string) {
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading, what).toHaveCount(1);
  const name = await heading.innerText();
  expect.soft(name.trim(), `the heading of ${what}`).not.toBe('');
  expect.soft(await page.title(), `the title of ${what}`).toMatch(/^\S.* · Levomart$/);
  const words = await page.getByRole('main').innerText();
  expect.soft(words.length, `${what} says more than its name`).toBeGreaterThan(name.length + 20);
  // A placeholder is no label: it is gone as soon as one types.
  const unlabelled = await page
    .locator('input:not([type=hidden]), select, textarea')
    .evaluateAll((fields: HTMLInputElement[]) =>
      fields
        .filter((field) => !field.labels?.length && !field.ariaLabel && !field.hasAttribute('aria-labelledby'))
        .map((field) => field.outerHTML),
    );
  expect.soft(unlabelled, `fields without a label of ${what}`).toEqual([]);
}
