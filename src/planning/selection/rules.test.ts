import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../core/types.ts';
import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import type { Lane } from '../../lanes/resolve.ts';
import type { Rule } from '../../lanes/schema-types.ts';
import { makeLane } from '../../testing/lanes.ts';
import { composeLabelFilter, effectiveRules, expiredRules } from './rules.ts';

const rules: Readonly<Record<string, Rule>> = {
  pair: { labels: ['two', 'three'], needs: { nodes: 2 }, because: 'a peer is needed' },
  acpi: { labels: ['ACPI'], needs: { acpi: true }, because: 'a table is needed' },
  other: { labels: ['requires-amd64'], needs: { arch: 'amd64' }, because: 'only there' },
  elsewhere: { suites: ['t'], labels: ['tpm'], needs: { tpm: true }, because: 'a TPM is needed' },
  flaky: { labels: ['QUARANTINE'], because: 'it is flaky' },
};
const lane = (exclude: Lane['exclude'] = []): Lane => makeLane({ exclude });
const facts = (capabilities: Readonly<Record<string, boolean | number>>, arch = 'arm64'): Facts => ({
  arch,
  node: 'n',
  capabilities: Object.fromEntries(
    Object.entries(capabilities).map(([name, value]) => [name, { value, source: 'declared' }]),
  ),
});
const names = (exclude: Lane['exclude'], known: Facts): readonly string[] =>
  effectiveRules(rules, lane(exclude), known).map(({ name }) => name);

describe('a rule holds', () => {
  it('when the node lacks what it needs, or does not say', () => {
    expect(names([], facts({ nodes: 1, acpi: false }))).toEqual(['pair', 'acpi', 'other']);
    expect(names([], facts({}))).toEqual(['pair', 'acpi', 'other']);
    expect(names([], facts({ nodes: true, acpi: 1 }))).toEqual(['pair', 'other']);
    expect(names([], facts({ nodes: 2, acpi: true }, 'amd64'))).toEqual([]);
  });

  it('when the lane says so, with the reason of the lane', () => {
    const exclude = [
      { rule: 'flaky', because: 'a required job', until: '2027-01-01', owner: 'wg' },
      { filter: 'x,y', because: 'for now' },
    ];
    expect(effectiveRules(rules, lane(exclude), facts({ nodes: 2, acpi: true }, 'amd64'))).toEqual([
      {
        name: 'flaky',
        matches: 'QUARANTINE',
        labels: ['QUARANTINE'],
        because: 'a required job',
        until: '2027-01-01',
        owner: 'wg',
      },
      { name: 'filter', matches: 'x,y', labels: [], because: 'for now' },
    ]);
  });

  it('and says what is lacking', () => {
    expect(
      effectiveRules(rules, lane(), facts({ nodes: 1, acpi: false })).map(({ because }) => because),
    ).toEqual([
      'a peer is needed; needs nodes 2, node n has 1',
      'a table is needed; needs acpi, node n has none',
      'only there; needs arch amd64, node n has arm64',
    ]);
  });
});

it('a rule is told of when its last day is over', () => {
  const rule = {
    name: 'flaky',
    matches: 'QUARANTINE',
    labels: ['QUARANTINE'],
    because: 'so',
    until: '2027-01-31',
  };
  expect(expiredRules([rule], '2027-01-31')).toEqual([]);
  expect(expiredRules([{ ...rule, owner: 'wg' }], '2027-02-01')).toEqual([
    'the exclusion of flaky was meant to end on 2027-01-31: renew or remove it (wg decides)',
  ]);
});

describe('the composed filter', () => {
  it('is what is selected less what each rule keeps out', () => {
    const exclude = [{ filter: 'x && /y', because: 'for now' }];
    const effective = effectiveRules(rules, lane(exclude), facts({ nodes: 1, acpi: true }, 'amd64'));
    expect(composeLabelFilter('a || b', effective)).toBe('(a || b) && !(two,three) && !(x && /y/)');
    expect(composeLabelFilter('', [])).toBe('');
  });

  it('matches exactly what its parts say', () => {
    const expression = fc.constantFrom('a', 'a || b', '!a', '/a', 'key: isEmpty', 'a, b && c', '');
    const labels = fc.subarray(['a', 'b', 'c', 'two', 'ACPI', 'key:v']);
    fc.assert(
      fc.property(expression, labels, fc.constantFrom('a', 'b', '/c'), (select, set, unwanted) => {
        const effective = effectiveRules(
          rules,
          lane([{ filter: unwanted, because: 'so' }]),
          facts({ nodes: 1 }),
        );
        const expected =
          parseLabelFilter(select).matches(set) &&
          !effective.some(({ matches }) => parseLabelFilter(matches).matches(set));
        expect(parseLabelFilter(composeLabelFilter(select, effective)).matches(set)).toBe(expected);
      }),
    );
  });
});
