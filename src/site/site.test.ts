import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect as expectPage, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launchBrowser, openTab, serve } from '../testing/browser.ts';
import { REPOSITORY } from '../testing/cli.ts';
import { HOSTILE, makeSite } from '../testing/site.ts';

/** Folder of the screenshots that people look at; CI keeps them. */
const SCREENSHOTS = join(REPOSITORY, 'reports/screenshots');

let browser: Browser;
let made: Awaited<ReturnType<typeof makeSite>>;
let server: Awaited<ReturnType<typeof serve>>;

const pages = (): readonly string[] =>
  readdirSync(made.site, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .toSorted();

const fileOf = (page: string): string => pathToFileURL(join(made.site, page)).href;

/** Key of tonight's run on arm64, the only one with a report at hand. */
const nightRun = (): string => {
  const found = pages().find(
    (page) =>
      page.startsWith('runs/wg-arm64/') && readFileSync(join(made.site, page), 'utf8').includes('the end'),
  );
  if (found === undefined) throw new Error('no page has tonight’s run');
  return found;
};

// Named in the summary where there is no browser: a test that did not run is not one that passed.
describe.skipIf(CHROMIUM === undefined)('a report site in Chromium', () => {
  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    [browser, made] = await Promise.all([launchBrowser(), makeSite()]);
    server = await serve(made.site);
  });
  afterAll(async () => {
    server.close();
    await browser.close();
    rmSync(made.folder, { recursive: true, force: true });
  });

  it.each<[string, () => string]>([
    ['a file', () => pathToFileURL(made.site).href],
    ['HTTP', () => server.url],
  ])('shows every page from %s: no complaint, no request, no breach of its policy', async (_name, root) => {
    const { tab, wrong, close } = await openTab(browser);
    for (const page of pages()) {
      await tab.goto(`${root()}/${page}`);
      await expectPage(tab.locator('h1')).toBeVisible();
    }
    expect(wrong).toEqual([]);
    expect(pages().length).toBeGreaterThan(45);
    await close();
  });

  it('leads every link to something that is there', async () => {
    const { tab, close } = await openTab(browser);
    const broken: string[] = [];
    const anchors = new Map<string, ReadonlySet<string>>();
    const anchorsOf = (path: string): ReadonlySet<string> => {
      const known =
        anchors.get(path) ??
        new Set(Array.from(readFileSync(path, 'utf8').matchAll(/ id="([^"]+)"/g), ([, id = '']) => id));
      anchors.set(path, known);
      return known;
    };
    const files = new Set(readdirSync(made.site, { recursive: true, encoding: 'utf8' }));
    for (const page of pages().filter((name) => !name.startsWith('runs/') || name === nightRun())) {
      await tab.goto(fileOf(page));
      const targets = await tab
        .locator('a')
        .evaluateAll((links) =>
          links.map((link) =>
            link instanceof HTMLAnchorElement ? link.href : (link.getAttribute('href') ?? ''),
          ),
        );
      for (const target of targets) {
        const url = new URL(target, fileOf(page));
        if (url.protocol !== 'file:') {
          if (url.href !== 'https://ci.example.org/job/1') broken.push(`${page}: ${target}`);
          continue;
        }
        const path = decodeURIComponent(url.pathname).slice(made.site.length + 1);
        const anchor = decodeURIComponent(url.hash.slice(1));
        if (!files.has(path) || (anchor !== '' && !anchorsOf(join(made.site, path)).has(anchor)))
          broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
    await close();
  });

  it.each<[string, object]>([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 380, height: 800 } }],
  ])('has nothing serious for axe, and fits: %s', async (name, options) => {
    const { tab, close } = await openTab(browser, options);
    const shown = [
      'index.html',
      'broke.html',
      'lanes.html',
      'lanes/wg-arm64.html',
      'coverage.html',
      'features/Net.html',
    ];
    for (const page of [...shown, nightRun()]) {
      await tab.goto(fileOf(page));
      const title = page.startsWith('runs/') ? 'run' : page.replace(/\W+/g, '-').replace(/-html$/, '');
      await tab.screenshot({ path: join(SCREENSHOTS, `${title}-${name}.png`) });
      const { violations } = await new AxeBuilder({ page: tab }).analyze();
      expect(
        violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${page}: ${id}: ${nodes[0]?.html}`),
      ).toEqual([]);
      const width = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(width, page).toBeLessThanOrEqual(0);
    }
    await close();
  });

  it('is dark where the reader wants it dark', async () => {
    const background = async (colorScheme: 'light' | 'dark'): Promise<string> => {
      const { tab, close } = await openTab(browser, { colorScheme });
      await tab.goto(fileOf('index.html'));
      const found = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await close();
      return found;
    };
    expect(await background('light')).toBe('rgb(255, 255, 255)');
    expect(await background('dark')).toBe('rgb(13, 17, 23)');
  });

  it('says all of it without a script', async () => {
    const { tab, close } = await openTab(browser, { javaScriptEnabled: false });
    await tab.goto(fileOf('index.html'));
    await expectPage(tab.getByRole('row')).toHaveCount(6);
    await expectPage(tab.locator('form.tools')).toBeHidden();
    await tab.getByRole('row', { name: /^Disk/ }).getByRole('link', { name: 'SUPPORTED' }).click();
    await expectPage(tab.getByRole('heading', { name: 'arm64: SUPPORTED' })).toBeVisible();
    await close();
  });

  describe('the matrix', () => {
    const rows = (tab: Page) => tab.locator('#support tbody tr:visible th');
    const open = async (address = 'index.html') => {
      const opened = await openTab(browser);
      await opened.tab.goto(fileOf('index.html').replace('index.html', address));
      return opened;
    };

    it('is searched', async () => {
      const { tab, close } = await open();
      await tab.getByLabel('Search').fill('tpm unverified');
      await expectPage(rows(tab)).toHaveText(['TPM']);
      await expectPage(tab.getByRole('status')).toHaveText('1 of 5 rows');
      await close();
    });

    it('is filtered by architecture and status', async () => {
      const { tab, close } = await open();
      await tab.getByRole('combobox', { name: 'Status' }).selectOption('UNVERIFIED');
      await expectPage(rows(tab)).toHaveText(['Disk', 'Net', 'TPM', 'Rng', /img/]);
      await tab.getByRole('combobox', { name: 'Architecture' }).selectOption('riscv64');
      await expectPage(rows(tab)).toHaveText(['Disk', 'Net']);
      await expectPage(tab.getByRole('columnheader', { name: 'arm64' })).toBeHidden();
      await close();
    });

    it('is sorted both ways', async () => {
      const { tab, close } = await open();
      await tab.getByRole('button', { name: 'Feature' }).click();
      await expectPage(rows(tab)).toHaveText([/img/, 'Disk', 'Net', 'Rng', 'TPM']);
      await expectPage(tab.getByRole('columnheader', { name: 'Feature' })).toHaveAttribute(
        'aria-sort',
        'ascending',
      );
      await tab.getByRole('button', { name: 'Feature' }).click();
      await expectPage(rows(tab)).toHaveText(['TPM', 'Rng', 'Net', 'Disk', /img/]);
      await close();
    });

    it('can be sent to somebody as it is shown', async () => {
      const { tab, close } = await open();
      await tab.getByRole('combobox', { name: 'Architecture' }).selectOption('arm64');
      await tab.getByLabel('Search').fill('n');
      await tab.getByRole('button', { name: 'Feature' }).click();
      const address = tab.url().slice(tab.url().indexOf('index.html'));
      expect(address).toContain('#');
      const other = await open(address);
      await expectPage(rows(other.tab)).toHaveText(await rows(tab).allTextContents());
      await expectPage(other.tab.getByLabel('Search')).toHaveValue('n');
      await close();
      await other.close();
    });

    it('is used by keys alone', async () => {
      const { tab, close } = await open();
      await tab.keyboard.press('/');
      await tab.keyboard.type('net');
      await expectPage(rows(tab)).toHaveText(['Net']);
      await tab.keyboard.press('Escape');
      await expectPage(tab.getByLabel('Search')).toHaveValue('');
      for (const key of ['j', 'j', 'j', 'k']) await tab.keyboard.press(key);
      await tab.keyboard.press('Enter');
      await expectPage(tab.getByRole('heading', { level: 1 })).toHaveText('Net');
      await close();
    });
  });

  it('filters and sorts the specs of a lane, below the verdicts of its runs', async () => {
    const { tab, close } = await openTab(browser);
    await tab.goto(fileOf('lanes/wg-arm64.html'));
    const shown = tab.locator('#grid tbody tr:visible th');
    await expectPage(shown.first()).toHaveText('net pings');
    await tab.getByRole('combobox', { name: 'Now' }).selectOption('red');
    await expectPage(shown).toHaveText(['net pings']);
    await expectPage(tab.getByRole('rowheader', { name: 'Verdict of the run' })).toBeVisible();
    await tab.getByRole('combobox', { name: 'Now' }).selectOption('');
    await tab.getByRole('button', { name: 'Median' }).click();
    await tab.getByRole('button', { name: 'Flakes' }).click();
    await tab.getByRole('button', { name: 'Flakes' }).click();
    await expectPage(shown.first()).toHaveText('rng gives bytes');
    await tab.locator('#grid a.verdict-failed').click();
    await expectPage(tab.getByRole('heading', { level: 1 })).toHaveText('wg-arm64, 2026-11-21 06:00 UTC');
    await close();
  });

  describe('answers by clicking only', () => {
    it('why TPM on arm64 is UNVERIFIED, and what would make it SUPPORTED', async () => {
      const { tab, wrong, close } = await openTab(browser);
      await tab.goto(fileOf('index.html'));
      await tab.getByRole('row', { name: /^TPM/ }).getByRole('link', { name: 'UNVERIFIED' }).click();
      const arm64 = tab.locator('#arm64');
      await expectPage(arm64.getByRole('heading', { name: 'arm64: UNVERIFIED' })).toBeVisible();
      await expectPage(arm64.getByRole('heading', { name: 'What would make it SUPPORTED' })).toBeVisible();
      await expectPage(arm64.getByRole('listitem')).toHaveText([
        /an active lane that selects its 1 spec, first "tpm answers commands"; wg-arm64: the spec needs a TPM/,
        '14 more native runs on 7 more days',
        '3 more commits',
      ]);
      await expectPage(arm64.getByText('no day can be named')).toBeVisible();
      expect(wrong).toEqual([]);
      await close();
    });

    it('which specs turned red since yesterday, and whether it is the product or the machine', async () => {
      const { tab, wrong, close } = await openTab(browser);
      await tab.goto(fileOf('index.html'));
      await tab.getByRole('link', { name: '8 specs turned red within the last day' }).click();
      const product = tab.locator('#red tbody tr').filter({ hasText: 'the product, or its test' });
      await expectPage(product).toHaveCount(1);
      await expectPage(product).toContainText(
        'red in 1 of 1 run on a sound native machine, and it passed on 2026-11-20',
      );
      const machine = tab.locator('#red tbody tr').filter({ has: tab.locator('.cause-machine') });
      await expectPage(machine).toHaveCount(7);
      await expectPage(machine.first()).toContainText('7 specs failed in it: an incident of the cluster');
      await product.getByRole('link').click();
      // The row that the link leads to, with what the spec said.
      const row = tab.locator('tr:target');
      await expectPage(row).toContainText('net pings');
      await expectPage(row.getByText('expected a pong').first()).toBeVisible();
      await expectPage(tab.getByText(/1 spec turned red/)).toBeVisible();
      expect(wrong).toEqual([]);
      await close();
    });

    it('from a claim to the command line that bears it out', async () => {
      const { tab, close } = await openTab(browser);
      await tab.goto(fileOf('index.html'));
      await tab.getByRole('row', { name: /^Disk/ }).getByRole('link', { name: 'SUPPORTED' }).click();
      const arm64 = tab.locator('#arm64');
      await expectPage(arm64.getByText('nothing in the ledger speaks against it')).toBeVisible();
      await expectPage(arm64.locator('details.spec').getByText('14 of 14 results passed')).toBeVisible();
      await expectPage(arm64.locator('.digest').first()).toHaveText(/^sha256:/);
      await arm64.locator('td details summary').nth(1).click();
      await expectPage(arm64.getByText('uname -m').nth(1)).toBeVisible();
      await expectPage(arm64.getByText('suite.test').nth(1)).toBeVisible();
      await arm64
        .getByRole('link', { name: /2026-11-20/ })
        .first()
        .click();
      await expectPage(tab.getByText('exit code')).toBeVisible();
      await close();
    });
  });

  it('shows what strangers wrote as text', async () => {
    const { tab, wrong, close } = await openTab(browser);
    await tab.goto(fileOf(nightRun()));
    const text = await tab.locator('body').innerText();
    expect(text).toContain('<script>alert(1)</script> ]]> "><img src=x onerror=alert(2)> &amp;');
    // What can’t be seen is named; half a character, too.
    expect(text).toContain('‹U+202E›gnp.exe');
    for (const character of ['\u202e', '\u001b', '\ud800']) expect(text).not.toContain(character);
    await expectPage(tab.locator('span.ansi-green.ansi-bold').first()).toHaveText('green');
    await expectPage(tab.getByText(/without its first 4,?9\d+ characters/)).toBeVisible();
    await expectPage(tab.locator('a[href^="javascript"]')).toHaveCount(0);
    expect(readFileSync(join(made.site, nightRun())).length).toBeLessThan(500_000);
    await tab.goto(fileOf('index.html'));
    await expectPage(tab.getByRole('link', { name: '<img src=x onerror=alert(4)>' })).toBeVisible();
    expect(wrong).toEqual([]);
    expect(HOSTILE).toContain('\ud800');
    await close();
  });

  it('has a timeline by process, and unfolds everything for paper', async () => {
    const { tab, close } = await openTab(browser);
    await tab.goto(fileOf(nightRun()));
    await expectPage(tab.locator('svg.timeline text')).toHaveText(['process 1', 'process 2', 'process 3']);
    await expectPage(tab.locator('svg.timeline rect')).toHaveCount(11);
    await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await expectPage(tab.locator('details:not([open])')).toHaveCount(0);
    await tab.emulateMedia({ media: 'print' });
    await expectPage(tab.locator('nav')).toBeHidden();
    await close();
  });
});
