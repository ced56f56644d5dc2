import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { identify } from './spec-identity.ts';

const suite = (texts: readonly string[]) =>
  texts.map((text, index) => ({ text, location: { file: 'a_test.go', line: index } }));
const specIds = (texts: readonly string[]): readonly string[] => identify(suite(texts)).map(({ id }) => id);

describe('ids of specs', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['drop tags', ['[sig-compute][rfe_id:1][crit:high]VM  should [test_id:2]start'], ['VM should start']],
    ['keep brackets that are no tag', ['indexes a[0 or 1] well'], ['indexes a[0 or 1] well']],
    [
      'keep tags that alone tell specs apart',
      ['reaches [IPv4]', 'reaches [IPv6]', 'x'],
      ['reaches [IPv4]', 'reaches [IPv6]', 'x'],
    ],
    [
      'never keep the mark of quarantine',
      ['[QUARANTINE] reaches [IPv4]', 'reaches [IPv6]'],
      ['reaches [IPv4]', 'reaches [IPv6]'],
    ],
    ['number what is equal', ['same', 'other', 'same'], ['same #1 of 2', 'other', 'same #2 of 2']],
    ['keep a text of tags only', ['[a][b]'], ['[a][b]']],
  ])('%s', (_, texts, expected) => {
    expect(specIds(texts)).toEqual(expected);
  });

  it('are unique, whatever the texts', () => {
    const text = fc
      .array(fc.constantFrom('[QUARANTINE]', '[a]', '[b:c]', 'x', 'y', ' ', '#1 of 2', ' #2'), {
        maxLength: 5,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
        const ids = specIds(texts);
        expect(new Set(ids).size).toBe(texts.length);
      }),
    );
  });

  it('are the same however a listing is shuffled', () => {
    const text = fc.constantFrom('x', '[a] x', '[b] x', '[QUARANTINE] x', 'y');
    const shuffled = fc
      .array(text, { maxLength: 8 })
      .chain((texts) =>
        fc.tuple(fc.constant(suite(texts)), fc.shuffledSubarray(suite(texts), { minLength: texts.length })),
      );
    fc.assert(
      fc.property(shuffled, ([specs, mixed]) => {
        const byLine = (all: typeof specs) =>
          identify(all).toSorted((a, b) => a.location.line - b.location.line);
        expect(byLine(mixed)).toEqual(identify(specs));
      }),
    );
  });

  it('stay when a spec alone is quarantined', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1 }),
        fc.nat(),
        (texts, at) => {
          const marked = texts.map((text, index) =>
            index === at % texts.length ? `[QUARANTINE]${text}` : text,
          );
          expect(specIds(marked)).toEqual(specIds(texts));
        },
      ),
    );
  });
});

test('numbers are read from their tags', () => {
  expect(identify(suite(['[test_id:12] a [rfe_id:3][test_id: 45]b']))[0]?.testIds).toEqual(['12', '45']);
});
