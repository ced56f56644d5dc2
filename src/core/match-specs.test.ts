import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { matchSpecs } from './match-specs.ts';
import { createFollower, identify } from './spec-identity.ts';
import type { Spec } from './types.ts';

type Named = Pick<Spec, 'id' | 'testIds' | 'text' | 'location'>;

/** Specs of a suite by their texts; each has a line of its own, or that after `@`. */
function suite(...texts: readonly string[]): readonly Named[] {
  return identify(
    texts.map((each, index) => ({
      text: each.replace(/@\d+$/, ''),
      location: { file: 'a_test.go', line: Number(/@(\d+)$/.exec(each)?.[1] ?? 100 * (index + 1)) },
    })),
  );
}

const shown = ({ text, location }: Named): string => `${text}@${location.line}`;

function matched(before: readonly Named[], after: readonly Named[], help?: 'place') {
  const { pairs, gone, added } = matchSpecs(before, after, help);
  return {
    pairs: pairs.map((pair) => `${shown(pair.before)} -> ${shown(pair.after)}`),
    gone: gone.map(shown),
    added: added.map(shown),
  };
}

describe('specs are matched', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['by id, whatever else changed', ['a@1'], ['[QUARANTINE] a@9'], ['a@1 -> [QUARANTINE] a@9']],
    [
      'by a test_id after a rename',
      ['old [test_id:1]@1'],
      ['new [test_id:1]@9'],
      ['old [test_id:1]@1 -> new [test_id:1]@9'],
    ],
    ['by id before a test_id', ['a [test_id:1]@1'], ['b [test_id:1]@8', 'a@9'], ['a [test_id:1]@1 -> a@9']],
    [
      'by a test_id that is twice in one text',
      ['[test_id:1][test_id:1] a@1'],
      ['b [test_id:1]@9'],
      ['[test_id:1][test_id:1] a@1 -> b [test_id:1]@9'],
    ],
    [
      'by text where ids tell tags apart on one side only',
      ['a [IPv4]@1'],
      ['a [IPv4]@8', 'a [IPv6]@9'],
      ['a [IPv4]@1 -> a [IPv4]@8'],
    ],
    ['by text and place where texts repeat', ['a@1', 'a@2'], ['a@2', 'a@1'], ['a@2 -> a@2', 'a@1 -> a@1']],
    ['by number where texts repeat elsewhere', ['a@1', 'a@2'], ['a@8', 'a@9'], ['a@1 -> a@8', 'a@2 -> a@9']],
    ['not by a test_id that two had before', ['a [test_id:1]@1', 'b [test_id:1]@2'], ['c [test_id:1]@9'], []],
    ['not by a test_id that two have now', ['a [test_id:1]@1'], ['b [test_id:1]@8', 'c [test_id:1]@9'], []],
    [
      'not by test_ids that lead to two',
      ['a [test_id:1][test_id:2]@1'],
      ['b [test_id:1]@8', 'c [test_id:2]@9'],
      [],
    ],
    [
      'not by a test_id that another one brought along',
      ['a@1', 'b [test_id:1]@2'],
      ['a [test_id:1]@1'],
      ['a@1 -> a [test_id:1]@1'],
    ],
    ['not by text where it repeats and places are others', ['a@1', 'a@2'], ['a@9'], []],
    ['not by number among more or fewer', ['a@1', 'a@2', 'a@3'], ['a@8', 'a@9'], []],
    ['not by place, as nobody asked', ['a@1'], ['b@1'], []],
  ])('%s', (_title, before, after, pairs) => {
    expect(matched(suite(...before), suite(...after)).pairs).toEqual(pairs);
  });

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['last', ['a@1', 'b@2'], ['b@1', 'c@2'], ['b@2 -> b@1']],
    ['where one is left there', ['a@1', 'b@1'], ['b@1', 'c@1'], ['b@1 -> b@1', 'a@1 -> c@1']],
    ['not where two are left there', ['a@1', 'b@1'], ['c@1', 'd@1'], []],
  ])('by place %s', (_title, before, after, pairs) => {
    expect(matched(suite(...before), suite(...after), 'place').pairs).toEqual(pairs);
  });

  test('in their order where an id repeats as often, else not at all', () => {
    const twins = (count: number, line: number): readonly Named[] =>
      Array.from({ length: count }, (_, index) => ({
        id: 'twin',
        testIds: [],
        text: 'twin',
        location: { file: 'a_test.go', line: line + index },
      }));
    expect(matched(twins(2, 1), twins(2, 8)).pairs).toEqual(['twin@1 -> twin@8', 'twin@2 -> twin@9']);
    expect(matched(twins(2, 1), twins(3, 7)).pairs).toEqual([]);
  });
});

const text = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.subarray(['[test_id:1]', '[test_id:2]', '[QUARANTINE]', '[x]']),
  )
  .map((parts) => parts.flat().join(' '));
const lines = fc.array(fc.tuple(text, fc.nat(6)), { maxLength: 7 });
const specs = lines.map((all) => suite(...all.map(([each, line]) => `${each}@${line}`)));
const help = fc.constantFrom('place' as const, undefined);

describe('whatever the specs', () => {
  it('nobody is matched twice, and everybody is accounted for', () => {
    fc.assert(
      fc.property(specs, specs, help, (before, after, how) => {
        const { pairs, gone, added } = matchSpecs(before, after, how);
        const formers = [...pairs.map((pair) => pair.before), ...gone];
        const latters = [...pairs.map((pair) => pair.after), ...added];
        expect([formers.length, latters.length]).toEqual([before.length, after.length]);
        expect(new Set(formers)).toEqual(new Set(before));
        expect(new Set(latters)).toEqual(new Set(after));
      }),
    );
  });

  it('their order does not matter', () => {
    const shuffled = specs.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, shuffled, help, ([before, mixed], [after, mixedToo], how) => {
        const partners = (one: readonly Named[], other: readonly Named[]) =>
          new Map(matchSpecs(one, other, how).pairs.map((pair) => [pair.after, pair.before]));
        expect(partners(mixed, mixedToo)).toEqual(partners(before, after));
      }),
    );
  });

  it('a list is equal to itself, and forwards is backwards', () => {
    fc.assert(
      fc.property(specs, specs, help, (before, after, how) => {
        const same = matchSpecs(before, before, how).pairs;
        expect(same.every((pair) => pair.before === pair.after)).toBe(true);
        expect(same).toHaveLength(before.length);
        const back = matchSpecs(after, before, how).pairs.map((pair) => [pair.after, pair.before] as const);
        const forth = matchSpecs(before, after, how).pairs.map((pair) => [pair.before, pair.after] as const);
        expect(new Map(back)).toEqual(new Map(forth));
      }),
    );
  });

  it('a rename is followed by a test_id of its own, and by none that another one has', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 2 }),
        fc.nat(),
        (names, at) => {
          const numbered = names.map((name, index) => `${name} [test_id:${index}]`);
          const index = at % names.length;
          const other = (index + 1) % names.length;
          const renamed = numbered.with(index, `NEW [test_id:${index}]`);
          const before = suite(...numbered);
          const moved = suite(...renamed.map((each, line) => `${each}@${line + 1}`));
          expect(matchSpecs(before, moved).pairs.map((pair) => before.indexOf(pair.before))).toEqual([
            ...before.keys(),
          ]);
          const follow = createFollower(moved);
          expect(before.map(follow)).toEqual(names.with(index, 'NEW'));

          const shared = suite(...renamed.with(other, `${names[other]} [test_id:${index}]`));
          expect(matchSpecs(before, shared).gone).toEqual([before[index]]);
          expect(createFollower(shared)(before[index] as Named)).toBeUndefined();
        },
      ),
    );
  });
});
