import { defineConfig, devices } from '@playwright/test';

// What scripts/e2e says: where the shop is served, and which browser to use.
const { BASE_URL = 'http://127.0.0.1:3000', CHROMIUM, CI } = process.env;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(CI),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: BASE_URL,
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    viewport: { width: 1280, height: 900 },
    // Transitions between pages would be waited for, again and again.
    contextOptions: { reducedMotion: 'reduce' },
    // What the page was, not a film of it: that costs more than the tests themselves.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'with scripts' },
    // What a shopper cannot do without must not need JavaScript.
    { name: 'without scripts', grep: /@plain/, use: { javaScriptEnabled: false } },
  ],
});
