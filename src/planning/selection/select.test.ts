import { expect, it } from 'vitest';
import { makeSpec } from '../../testing/specs.ts';
import { filterCriteria } from './lane-selection.ts';
import { type Criteria, selectSpecs } from './select.ts';

const criteria: Criteria = {
  name: 'select',
  select: 'wg-arm64',
  rules: [
    { name: 'pair', matches: 'two,three', labels: ['two', 'three'], because: 'a peer is needed' },
    { name: 'acpi', matches: 'ACPI', labels: ['ACPI'], because: 'a table is needed' },
  ],
  labelFilter: '(wg-arm64) && !(two,three) && !(ACPI)',
};

it('gives every spec that stays out its first reason, the label and where it was put', () => {
  const runs = makeSpec('runs', ['wg-arm64']);
  const waits = makeSpec('waits', ['wg-arm64'], { pending: true });
  const foreign = makeSpec('foreign', ['ACPI']);
  const both = makeSpec('both', ['acpi', 'wg-arm64'], { line: 20, containerLabels: ['THREE'] });
  expect(selectSpecs([runs, waits, foreign, both], criteria)).toEqual({
    labelFilter: criteria.labelFilter,
    selected: [runs],
    pending: [waits],
    excluded: [
      {
        spec: foreign,
        rule: 'select',
        because: 'has no label "wg-arm64" (select: wg-arm64)',
        label: 'wg-arm64',
        labelAt: null,
      },
      {
        spec: both,
        rule: 'pair',
        because: 'a peer is needed',
        label: 'THREE',
        labelAt: { node: 'container', text: 'group', location: { file: 'a_test.go', line: 1 } },
      },
    ],
  });
});

it('names the label that an expression forbids, and where it was put', () => {
  const spec = makeSpec('serial', ['Serial'], { line: 7 });
  expect(selectSpecs([spec], filterCriteria('a || !serial')).excluded).toEqual([
    {
      spec,
      rule: 'filter',
      because: 'satisfies no part of a || !serial (filter: a || !serial)',
      label: 'Serial',
      labelAt: { node: 'leaf', text: 'serial', location: { file: 'a_test.go', line: 7 } },
    },
  ]);
});

it('does not trust a filter that its parts contradict', () => {
  expect(() => selectSpecs([makeSpec('x', ['wg-arm64'])], { ...criteria, labelFilter: 'other' })).toThrow(
    /disagree about "group x"/,
  );
});
