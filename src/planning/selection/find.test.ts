import { expect, test } from 'vitest';
import { makeSpec } from '../../testing/specs.ts';
import { findSpecs } from './find.ts';

const specs = [
  { ...makeSpec('VSOCK should migrate', ['vsock'], { line: 10 }), testIds: ['42'] },
  makeSpec('vsock access', [], { line: 20 }),
  makeSpec('disk', ['Storage'], { line: 30, container: 'other' }),
];

test.each<[string, string | undefined, readonly number[]]>([
  ['disk', 'text', [2]],
  ['VSOCK', 'text', [0]],
  ['group', 'text', [0, 1]],
  ['Vsock', 'text', [0, 1]],
  ['test_id:42', 'test_id', [0]],
  ['42', 'test_id', [0]],
  ['a_test.go:20', 'place', [1]],
  ['a_test.go:1', 'place', [0, 1, 2]],
  ['b/a_test.go:20', undefined, []],
  ['STORAGE', 'label', [2]],
  ['migrte vsok', 'similarity', [0]],
  ['nothing like it', undefined, []],
  ['?', undefined, []],
])('%j is found by %s', (query, by, indices) => {
  const found = findSpecs(specs, query);
  expect(found?.by).toBe(by);
  expect(found?.specs ?? []).toEqual(indices.map((index) => specs[index]));
});
