import { expect, it } from 'vitest';
import type { Facts } from '../../core/types.ts';
import { makeLane } from '../../testing/lanes.ts';
import { makeSpec } from '../../testing/specs.ts';
import { explainEmpty } from './empty.ts';
import { explainSpecs } from './explain.ts';
import { composeLabelFilter, effectiveRules } from './rules.ts';
import type { Criteria } from './select.ts';

const lane = (select: string) =>
  makeLane({ select, exclude: [{ rule: 'flaky', because: 'a required job' }] });
const facts: Facts = { arch: 'arm64', node: 'n', capabilities: { nodes: { value: 1, source: 'declared' } } };
function criteriaOf(select: string): Criteria {
  const rules = effectiveRules(
    {
      pair: { labels: ['two'], needs: { nodes: 2 }, because: 'a peer is needed' },
      other: { labels: ['requires-amd64'], needs: { arch: 'amd64' }, because: 'only there' },
      flaky: { labels: ['QUARANTINE'], because: 'it is flaky' },
    },
    lane(select),
    facts,
  );
  return { name: 'select', select, rules, labelFilter: composeLabelFilter(select, rules) };
}
const vsock = [
  makeSpec('a', [], { line: 10, container: 'VSOCK' }),
  makeSpec('b', ['two'], { line: 20, container: 'VSOCK' }),
];
const other = makeSpec('c', ['wg-arm64'], { line: 30, container: 'disks' });
const changes = (asked: readonly (typeof other)[], all: readonly (typeof other)[], select = 'wg-arm64') =>
  explainSpecs(asked, all, lane(select), facts, criteriaOf(select)).map((explanation) => explanation.changes);

it('puts a label on the container when all its specs are asked for, else on the spec', () => {
  const everything = [...vsock, other];
  expect(changes(vsock, everything)).toEqual([
    ['add wg-arm64 to the container "VSOCK" at a_test.go:1'],
    ['add wg-arm64 to the container "VSOCK" at a_test.go:1', 'needs nodes 2, the node n has 1'],
  ]);
  expect(changes(vsock.slice(0, 1), everything)).toEqual([['add wg-arm64 to the spec "a" at a_test.go:10']]);
  expect(changes([other], everything)).toEqual([[]]);
});

it('takes a label off, lifts an exclusion, asks for another machine', () => {
  const spec = makeSpec('d', ['wg-arm64', 'Serial', 'QUARANTINE', 'requires-amd64'], {
    line: 40,
    pending: true,
  });
  expect(
    explainSpecs(
      [spec],
      [spec, makeSpec('e', [])],
      lane('wg-arm64 && !serial'),
      facts,
      criteriaOf('wg-arm64 && !serial'),
    ),
  ).toEqual([
    {
      lane: 'wg',
      result: 'excluded',
      reasons: [
        expect.objectContaining({ rule: 'select', label: 'Serial' }),
        expect.objectContaining({ rule: 'other' }),
        expect.objectContaining({ rule: 'flaky', because: 'a required job' }),
      ],
      changes: [
        'take Serial off the spec "d" at a_test.go:40',
        'run on amd64: this lane is for arm64',
        'lift the exclusion "flaky" of lane wg, or take QUARANTINE off the spec "d" at a_test.go:40',
        'the suite marks it as pending: finish it and take the mark off',
      ],
    },
  ]);
});

it('names the cheapest of several ways', () => {
  expect(changes([other], [other, ...vsock], '(x && y) || z')).toEqual([
    ['add z to the container "disks" at a_test.go:1'],
  ]);
  expect(changes([other], [other, ...vsock], '/^x/')).toEqual([
    ['a label that satisfies /^x/; no single one can be named'],
  ]);
});

it('says why nothing is selected', () => {
  expect(explainEmpty([...vsock, other], criteriaOf('wg-arm64 && two'))).toEqual([
    'no spec matches all of select (wg-arm64 && two)',
    'part (wg-arm64) matches 1 of 3 specs',
    'part (two) matches 1 of 3 specs',
    'rules keep out 1 of the 1 that match (two):',
    '  1 by pair: a peer is needed; needs nodes 2, node n has 1',
  ]);
  expect(explainEmpty(vsock, criteriaOf('two'))).toEqual([
    'select (two) matches 1 of 2 specs',
    'rules keep out 1 of the 1 that match (two):',
    '  1 by pair: a peer is needed; needs nodes 2, node n has 1',
  ]);
  expect(explainEmpty([], criteriaOf('two'))).toEqual(['the suite has no specs']);
});
