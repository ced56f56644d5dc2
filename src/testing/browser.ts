import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { findChromium } from './chromium.ts';

export const CHROMIUM = findChromium();

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });

/**
 * Opens a tab, and collects everything about it that should not be: complaints, errors, breaches of its policy,
 * requests.
 */
export async function openTab(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly tab: Page; readonly wrong: string[]; readonly close: () => Promise<void> }> {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  const wrong: string[] = [];
  await context.exposeFunction('tellBreach', (text: string) => void wrong.push(`policy: ${text}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      (globalThis as unknown as { tellBreach: (text: string) => void }).tellBreach(
        `${event.violatedDirective} ${event.blockedURI}`,
      );
    });
  });
  tab.on('console', (message) => wrong.push(`${message.type()}: ${message.text()}`));
  tab.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  tab.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  tab.on('request', (request) => {
    if (!request.isNavigationRequest() && !request.url().startsWith('data:'))
      wrong.push(`request: ${request.url()}`);
  });
  return { tab, wrong, close: () => context.close() };
}

/** Serves a folder on a port of this machine, as a static host would. */
export async function serve(folder: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const found = path.startsWith(folder) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    response.statusCode = found ? 200 : 404;
    if (path.endsWith('.html')) response.setHeader('content-type', 'text/html');
    response.end(found ? readFileSync(path) : 'not found');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
