import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { SHARED } from '../../testing/cli.ts';
import { LabelFilterError, parseLabelFilter } from './index.ts';

const matched = (expression: string, ...labels: readonly string[]): boolean =>
  parseLabelFilter(expression).matches(labels);

function errorOf(expression: string): LabelFilterError {
  try {
    parseLabelFilter(expression);
  } catch (error) {
    if (error instanceof LabelFilterError) return error;
    throw error;
  }
  throw new Error(`${expression} was accepted`);
}

describe('accepts', () => {
  const some: readonly string[] = ['a', 'B c', 'key:one', 'Key: Two', 'ünïcode'];
  test.each<[string, boolean, string]>([
    ['', true, 'the empty filter matches everything'],
    ['A', true, 'labels have no case'],
    ['b C', true, 'a space is part of a label'],
    ['b  c', false, 'and counts'],
    ['a,x', true, 'a comma is an or'],
    ['x || a', true, 'or'],
    ['x && a', false, 'and'],
    ['x || a && x', false, 'and before or'],
    ['x && x || a', true, 'and before or, from the left'],
    ['!x && a', true, 'not before and'],
    ['!(x || a)', false, 'groups'],
    ['!!a', true, 'twice not'],
    ['/^B/', true, 'regular expressions have case'],
    ['/^b/', false, 'regular expressions have case'],
    ['/(?i)^b/', true, 'but for a flag of Go'],
    ['/^B', true, 'the closing slash may be missing'],
    ['//', true, 'an empty regular expression matches every label'],
    ['key: containsAny {two, three}', true, 'set values have no case and no space around them'],
    ['key: containsAny three', false, 'an argument without braces'],
    ['KEY: containsAll {one, two}', true, 'keys have no case'],
    ['key: CONSISTSOF {two, one}', true, 'nor have operations'],
    ['key: consistsOf {one, one, two}', false, 'a value written twice counts twice'],
    ['key: isSubsetOf {one}', false, 'two is no part'],
    ['none: isEmpty', true, 'no such label'],
    ['none: isEmpty && key: isEmpty', false, 'an operation after isEmpty'],
    ['key:one', true, 'a label with a colon'],
    ['key:one && key: containsAny two', true, 'both'],
    ['ÜNÏCODE', true, 'case beyond ASCII'],
  ])('%j: %s (%s)', (expression, expected) => {
    expect(matched(expression, ...some)).toBe(expected);
  });
});

describe('rejects', () => {
  test.each<[string, number, RegExp]>([
    ['a b/c/', 3, /side by side/],
    ['a && && b', 5, /nothing on its left/],
    ['|| b', 0, /nothing on its left/],
    ['a & b', 2, /expected '&&'/],
    ['a | b', 2, /expected '\|\|'/],
    ['a &&', -1, /ends where a label is expected/],
    ['   ', -1, /ends where a label is expected/],
    ['(a', 0, /without a matching '\)'/],
    ['a)', 1, /without a matching '\('/],
    ['a && ()', 6, /empty group/],
    ['a !b', 2, /'!' after a label/],
    ['a (b)', 2, /'\(' after a label/],
    ['/(/', 0, /not a Go regular expression/],
    [': containsAny b', 0, /without the key/],
    ['key: ', -1, /ends after the key/],
    ['key: bogus a', 5, /expected one of containsAny/],
    ['key: containsAny', 5, /lacks its argument/],
    ['key: containsAny /a/', 17, /found a regular expression/],
    ['key: containsAny {a', 17, /without a closing/],
    ['key: containsAny {a,,b}', 17, /empty value/],
    ['key: containsAny {a&b}', 17, /may be in one/],
    ['key: isEmpty {a}', 13, /takes no argument/],
    ['key containsAny a', 4, /without a key/],
    ['日本 && (a', 6, /without a matching/],
    ['('.repeat(600) + 'a' + ')'.repeat(600), 501, /nested deeper/],
  ])('%j at %d', (expression, position, reason) => {
    const error = errorOf(expression);
    expect(error.position).toBe(position);
    expect(error.reason).toMatch(reason);
    expect(error.message).toContain(position < 0 ? 'at its end' : `at column ${position + 1}`);
  });
});

describe('explains', () => {
  test.each<[string, readonly string[], object]>([
    [
      'wg-arm64 && !(ACPI,cpumodel)',
      ['wg-arm64', 'acpi'],
      { matches: false, part: 'ACPI', position: 14, labels: ['acpi'], because: 'has the label "acpi"' },
    ],
    [
      'wg-arm64 && !ACPI',
      ['sig'],
      { matches: false, part: 'wg-arm64', position: 0, labels: [], because: 'has no label "wg-arm64"' },
    ],
    [
      'a || b',
      ['c'],
      { matches: false, part: 'a || b', position: 0, labels: [], because: 'satisfies no part of a || b' },
    ],
    [
      'a && b',
      ['b', 'a'],
      {
        matches: true,
        part: 'a && b',
        position: 0,
        labels: ['a', 'b'],
        because: 'satisfies every part of a && b',
      },
    ],
    [
      'x || /^s/',
      ['sig', 'storage'],
      {
        matches: true,
        part: '/^s/',
        position: 5,
        labels: ['sig', 'storage'],
        because: 'has the label "sig", "storage", which /^s/ matches',
      },
    ],
    [
      'key: isEmpty',
      ['key:v'],
      {
        matches: false,
        part: 'key: isEmpty',
        position: 0,
        labels: ['key:v'],
        because: 'does not satisfy key: isEmpty with "key:v"',
      },
    ],
    [
      '',
      [],
      {
        matches: true,
        part: '',
        position: 0,
        labels: [],
        because: 'the filter is empty, which matches every spec',
      },
    ],
  ])('%j for %j', (expression, labels, expected) => {
    expect(parseLabelFilter(expression).explain(labels)).toEqual(expected);
  });
});

const labelNames = ['a', 'B c', 'wg-arm64', 'key:one', 'key:two', 'K: x', 'ünï', 'İ', 'v1.2', '日本'];
const labelList = fc.uniqueArray(fc.constantFrom(...labelNames), { maxLength: 6 });
const filters = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...labelNames.filter((name) => !name.includes(': '))),
    fc.constantFrom(
      '/^a$/',
      '/(?i)WG-.*/',
      '/[[:alpha:]]/',
      'key: containsAny {one, x}',
      'key: consistsOf {one,two}',
      'k: isSubsetOf x',
      '(key: isEmpty)',
      'K: containsAll {x}',
    ),
    tie('filter').map((inner) => `!(${inner})`),
    tie('filter').map((inner) => `( ${inner} )`),
    fc
      .tuple(tie('filter'), fc.constantFrom('&&', '||', ',', ' && ', ' , '), tie('filter'))
      .map((parts) => parts.join('')),
  ),
})).filter;

describe('for any filter', () => {
  it('is the same filter when printed and read again', () => {
    fc.assert(
      fc.property(filters, labelList, (expression, labels) => {
        const filter = parseLabelFilter(expression);
        const again = parseLabelFilter(`${filter}`);
        expect(`${again}`).toBe(`${filter}`);
        expect(again.matches(labels)).toBe(filter.matches(labels));
      }),
    );
  });

  it('explains with a part that Ginkgo could take by itself, and agrees with matching', () => {
    fc.assert(
      fc.property(filters, labelList, (expression, labels) => {
        const filter = parseLabelFilter(expression);
        const { matches, part, labels: seen } = filter.explain(labels);
        expect(matches).toBe(filter.matches(labels));
        expect(() => parseLabelFilter(part)).not.toThrow();
        expect(labels).toEqual(expect.arrayContaining([...seen]));
      }),
    );
  });

  it('matches after its smallest change, unless parts of it ask for the opposite', () => {
    fc.assert(
      fc.property(
        fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }),
        fc.subarray(['x', 'y', 'z']),
        labelList,
        (wanted, unwanted, labels) => {
          const filter = parseLabelFilter([...wanted, ...unwanted.map((label) => `!${label}`)].join(' && '));
          const change = filter.smallestChange([...labels, ...unwanted]);
          const changed = [...labels, ...unwanted, ...(change?.add ?? [])].filter(
            (label) => !change?.remove.includes(label),
          );
          expect(filter.matches(changed)).toBe(true);
          expect(change?.add).toEqual(wanted.filter((label) => !labels.includes(label)));
        },
      ),
    );
  });

  it('names no change that would not make it match', () => {
    fc.assert(
      fc.property(filters, labelList, (expression, labels) => {
        const filter = parseLabelFilter(expression);
        const change = filter.smallestChange(labels);
        fc.pre(change !== undefined);
        const kept = labels.filter((label) => !(change?.remove ?? []).includes(label));
        expect(filter.matches([...kept, ...(change?.add ?? [])])).toBe(true);
      }),
    );
  });

  it.each<[string, readonly string[], object | undefined]>([
    ['key: consistsOf {one, two}', ['Key: TWO', 'key:xone'], { add: ['key:one'], remove: ['key:xone'] }],
    ['key: isSubsetOf {one}', ['key:xone', 'key: one'], { add: [], remove: ['key:xone'] }],
    ['key: containsAll {one, two}', ['key: One'], { add: ['key:two'], remove: [] }],
    ['a && !a', [], undefined],
    ['/x/', [], undefined],
  ])('changes labels for %s on %j so', (expression, labels, expected) => {
    expect(parseLabelFilter(expression).smallestChange(labels)).toEqual(expected);
  });

  it('never fails in another way than with a LabelFilterError', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('ab&|!,()/:{} \té日')), maxLength: 30 }),
        (expression) => {
          try {
            parseLabelFilter(expression).matches(['a']);
          } catch (error) {
            expect(error).toBeInstanceOf(LabelFilterError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe.skipIf(!existsSync(join(SHARED, 'label-filter')))(
  'against what Ginkgo 2.28 said (skipped where the corpus is absent)',
  () => {
    type Line = { filter: string; labels: string[][]; match?: boolean[]; error?: string };
    const lines = (): Line[] =>
      readFileSync(join(SHARED, 'label-filter/corpus.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line);

    it('accepts, rejects and matches alike in all 4,000 lines', () => {
      const corpus = lines();
      expect(corpus).toHaveLength(4000);
      for (const { filter, labels, match } of corpus) {
        if (match === undefined) expect(errorOf(filter), filter).toBeInstanceOf(LabelFilterError);
        else
          expect(
            labels.map((set) => matched(filter, ...set)),
            filter,
          ).toEqual(match);
      }
    });

    /** What Ginkgo marks a place with: in colour, at the wrong one where the text before it is not ASCII. */
    const MARK = '\u001b[38;5;9m\u001b[1m\u001b[4m';
    const solid = (text: string): string => stripVTControlCharacters(text).replace(/\s+/g, '');

    it('finds errors where Ginkgo finds them', () => {
      const rejected = lines().filter(
        ({ filter, error }) => error?.includes(MARK) && /^[ -~]*$/.test(filter),
      );
      expect(rejected.length).toBeGreaterThan(500);
      for (const { filter, error = '' } of rejected) {
        const before = error.slice(error.indexOf('\n'), error.indexOf(MARK));
        expect(solid(filter.slice(0, errorOf(filter).position)), filter).toBe(solid(before));
      }
    });
  },
);
