import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uglyText } from '../testing/run-reports.ts';
import { render } from './layout.tsx';
import { createBudget, Output } from './output.tsx';
import { slugOf } from './slug.ts';
import { age, named, visible, webUrl } from './text.ts';

describe('text of strangers', () => {
  it.each([
    ['a\u202eb', 'a‹U+202E›b'],
    ['\ud800', '‹U+D800›'],
    ['😀', '😀'],
    ['\u0000\u001b', '‹U+0000›‹U+001B›'],
    ['a\n\tb', 'a\n\tb'],
    ['e\u200dm', 'e\u200dm'],
    ['\u200b\ufeff', '‹U+200B›‹U+FEFF›'],
  ])('%j is seen as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each([
    ['https://a.b/c?d#e', 'https://a.b/c?d#e'],
    ['javascript:alert(1)', undefined],
    [' JAVASCRIPT:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['//a.b', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is linked to as %j', (text, url) => {
    expect(webUrl(text)).toBe(url);
  });

  it('is no markup in an output, whatever it is', () => {
    fc.assert(
      fc.property(uglyText, (text) => {
        const html = render(Output({ title: 'x', text, keep: 'end', budget: createBudget() })).__html;
        const markup = html.replace(/<\/?(p|pre|span|details|summary)( class="[\w -]+")?>/g, '');
        expect(markup).not.toContain('<');
      }),
    );
  });

  it('is cut where there is too much of it', () => {
    const budget = createBudget();
    const long = 'x'.repeat(5_000_000);
    for (let count = 0; count < 40; count += 1)
      render(Output({ title: 'x', text: long, keep: 'start', budget }));
    const last = render(Output({ title: 'x', text: long, keep: 'start', budget })).__html;
    expect(last).toContain('This page holds too much already');
    expect(named('y'.repeat(5_000_000)).length).toBeLessThan(600);
  });

  it('names files that stay in their folder, each another one', () => {
    expect(slugOf('wg-arm64')).toBe('wg-arm64');
    fc.assert(
      fc.property(fc.uniqueArray(uglyText, { minLength: 2, maxLength: 4 }), (names) => {
        const slugs = names.map(slugOf);
        for (const slug of slugs) expect(slug).toMatch(/^[A-Za-z0-9-]+$/);
        expect(new Set(slugs).size).toBe(names.length);
      }),
    );
  });
});

it.each([
  ['2026-11-21T07:30:00Z', 'now'],
  ['2026-11-20T08:00:00Z', '24 h'],
  ['2026-11-01T08:00:00Z', '20 d'],
])('%s is %s old', (from, shown) => {
  expect(age(from, '2026-11-21T08:00:00Z')).toBe(shown);
});
