import { createHash } from 'node:crypto';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Site } from './schema.ts';
import { minute, visible } from './text.ts';

/** Style and script of every page; both are ours, so that they can go in as they are. */
export type Assets = { readonly style: string; readonly script: string };

export type Page = { readonly path: string; readonly content: string };

type Layout = {
  /** Path of the page, from the root of the site. */
  readonly path: string;
  readonly title: string;
  readonly site: Site;
  readonly assets: Assets;
};

/** HTML that `render` made: what strangers wrote is escaped in it. */
export type Html = { readonly __html: string };

export const render = (node: ComponentChildren): Html => ({ __html: renderToString(<>{node}</>) });

const NAVIGATION = [
  ['index.html', 'Support'],
  ['broke.html', 'What broke'],
  ['lanes.html', 'Lanes'],
  ['coverage.html', 'Coverage and drift'],
] as const;

/** Path from a page to the root of the site: `../` for each folder. */
export const rootOf = (path: string): string => '../'.repeat(path.split('/').length - 1);

/** A page that needs nothing but itself: no server, no script, no other file. */
export function renderPage({ path, title, site, assets }: Layout, body: ComponentChildren): Page {
  const root = rootOf(path);
  const policy = `default-src 'none'; style-src '${hashOf(assets.style)}'; script-src '${hashOf(assets.script)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const head = (
    <head>
      <meta charSet="utf-8" />
      <meta httpEquiv="Content-Security-Policy" content={policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      <link rel="icon" href="data:," />
      <link
        rel="alternate"
        type="application/atom+xml"
        href={`${root}changes.atom`}
        title="Changes of status"
      />
      <style dangerouslySetInnerHTML={{ __html: assets.style }} />
    </head>
  );
  const main = (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <header>
        <nav aria-label="Pages">
          {NAVIGATION.map(([target, name]) => (
            <a href={`${root}${target}`} {...(path === target ? { 'aria-current': 'page' } : {})}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main id="main">
        <h1>{title}</h1>
        {body}
      </main>
      <footer>
        As of <time dateTime={site.asOf}>{minute(site.asOf)} UTC</time>, by Lanekeeper {site.tool.version}.
        The same as <a href={`${root}index.json`}>data</a> and as a <a href={`${root}changes.atom`}>feed</a>.{' '}
        <span class="script">
          Keys: <kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> rows, <kbd>Enter</kbd> open, <kbd>Esc</kbd>{' '}
          clear.
        </span>
      </footer>
    </>
  );
  const html = `<!doctype html>\n<html lang="en">${renderToString(head)}<body>${renderToString(main)}`;
  return { path, content: `${visible(html)}<script>${assets.script}</script></body></html>\n` };
}

const hashes = new Map<string, string>();

function hashOf(text: string): string {
  const known = hashes.get(text) ?? `sha256-${createHash('sha256').update(text).digest('base64')}`;
  hashes.set(text, known);
  return known;
}
