import { expect, test } from 'vitest';
import { identify } from '../../core/spec-identity.ts';
import { evidenceOf, makeRun } from '../../testing/evidence.ts';
import { followSpecs } from './follow-specs.ts';

/** Ids of today's specs to which the names of the evidence lead; every run is a list of names. */
function targets(now: readonly string[], ...runs: readonly (readonly string[])[]) {
  const { specs, runs: indexed } = evidenceOf(
    runs.map((names) => makeRun(Object.fromEntries(names.map((name) => [name, 'passed' as const])))),
  );
  const follow = followSpecs(
    identify(now.map((text, line) => ({ text, location: { file: 'a_test.go', line } }))),
    specs,
    indexed,
  );
  return Object.fromEntries(specs.map((names) => [names.id, follow(names)]));
}

test.each<[string, readonly string[], readonly (readonly string[])[], Record<string, string | undefined>]>([
  ['a spec is itself', ['a'], [['a', 'b']], { a: 'a', b: undefined }],
  [
    'all names of a spec lead to it',
    ['c [test_id:1]'],
    [['a [test_id:1]'], ['b [test_id:1]']],
    { a: 'c', b: 'c' },
  ],
  [
    'two that ran together were two',
    ['c [test_id:1]'],
    [['a [test_id:1]', 'b [test_id:1]']],
    { a: undefined, b: undefined },
  ],
  [
    'one that ran beside the spec was another',
    ['a [test_id:1]'],
    [['a', 'b [test_id:1]'], ['b [test_id:1]']],
    { a: 'a', b: undefined },
  ],
  [
    'a number that two have now leads nowhere',
    ['b [test_id:1]', 'c [test_id:1]'],
    [['a [test_id:1]']],
    { a: undefined },
  ],
])('%s', (_title, now, runs, expected) => {
  expect(targets(now, ...runs)).toEqual(expected);
});
