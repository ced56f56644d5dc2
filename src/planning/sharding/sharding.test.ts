import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Spec } from '../../core/types.ts';
import { KUBEVIRT_DRY_RUN, readKubevirtSpecs } from '../../testing/kubevirt.ts';
import { makeSpec } from '../../testing/specs.ts';
import { createForecaster } from '../forecast.ts';
import { createEstimate } from './estimate.ts';
import { groupSpecs } from './groups.ts';
import { makespanLowerBound, splitByBudget, splitIntoShards } from './partition.ts';

type Container = { readonly text: string; readonly ordered?: boolean; readonly labels?: readonly string[] };

/** A spec in containers, outermost first. */
function specIn(containers: readonly Container[], text: string): Spec {
  const spec = makeSpec(text, []);
  const location = { file: 'a_test.go', line: 1 };
  const leaf = spec.path.at(-1) as Spec['path'][number];
  return {
    ...spec,
    text: [...containers.map((each) => each.text), text].join(' '),
    path: [
      spec.path[0] as Spec['path'][number],
      ...containers.map((each) => ({ kind: 'container' as const, location, labels: [], ...each })),
      { ...leaf, ordered: false },
    ],
  };
}

const history = (seconds: Readonly<Record<string, number>>) =>
  createForecaster(
    Object.entries(seconds).map(([id, each]) => ({
      id,
      testIds: [],
      arch: 'arm64',
      seconds: each,
      passes: { native: 1, emulated: 0 },
    })),
    'arm64',
    [],
  );

const texts = (groups: readonly (readonly Spec[])[]): readonly string[] =>
  groups.map((group) => group.map(({ id }) => id).join(' '));

test.each<[string, readonly Spec[], readonly string[]]>([
  [
    'stand alone where no container is Ordered',
    [specIn([{ text: 'c', ordered: false }], 'a'), specIn([{ text: 'c', ordered: false }], 'b')],
    ['a', 'b'],
  ],
  [
    'of an Ordered container stay together, with those of containers in it',
    [
      specIn([{ text: 'c', ordered: true }], 'a'),
      specIn(
        [
          { text: 'c', ordered: true },
          { text: 'd', ordered: false },
        ],
        'b',
      ),
      specIn([{ text: 'e', ordered: false }], 'f'),
    ],
    ['a b', 'f'],
  ],
  [
    'of a Serial container stay together',
    [
      specIn([{ text: 'c', ordered: false, labels: ['Serial'] }], 'a'),
      specIn([{ text: 'c', ordered: false, labels: ['Serial'] }], 'b'),
    ],
    ['a b'],
  ],
  [
    'stay together at the top where the order is not known',
    [specIn([{ text: 'c' }, { text: 'd' }], 'a'), specIn([{ text: 'c' }, { text: 'e' }], 'b')],
    ['a b'],
  ],
  [
    'of the same text stay together, because no filter tells them apart',
    [specIn([{ text: 'c', ordered: false }], 'a'), specIn([{ text: 'c', ordered: false }], 'a')],
    ['a a'],
  ],
])('specs %s', (_title, specs, expected) => {
  expect(texts(groupSpecs(specs))).toEqual(expected);
});

describe('an estimate', () => {
  const inner = [
    { text: 'c', ordered: false },
    { text: 'd', ordered: false },
  ];
  const specs = [
    specIn(inner, 'a'),
    specIn(inner, 'b'),
    specIn(inner, 'new'),
    specIn([{ text: 'c', ordered: false }], 'long'),
    specIn([{ text: 'c', ordered: false }], 'new too'),
    specIn([{ text: 'x', ordered: false }], 'elsewhere'),
  ];
  it('is what the spec took, else the median of its innermost container that is known', () => {
    const estimate = createEstimate(specs, history({ a: 10, b: 20, long: 300 }));
    expect(specs.map(estimate)).toEqual([10, 20, 20, 300, 20, 20]);
  });
  it('is the same for all where nothing is known', () => {
    expect(specs.map(createEstimate(specs, history({})))).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

/** Suites with containers of every sort, and a history of some of their specs. */
const suites = fc
  .array(
    fc.record({
      container: fc.integer({ min: 0, max: 9 }),
      inner: fc.option(fc.integer({ min: 0, max: 2 })),
      seconds: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    const specs = rows.map(({ container, inner }, index) => {
      // What a container is follows from its name, as it would in one suite.
      const kinds = [{ ordered: true }, { ordered: false, labels: ['Serial'] }, {}];
      const outer = { text: `c${container}`, ordered: false, ...(container < 3 ? kinds[container] : {}) };
      return specIn(
        inner === null ? [outer] : [outer, { text: `i${inner}`, ordered: inner === 0 }],
        `s${index}`,
      );
    });
    const seconds = Object.fromEntries(
      rows.flatMap((row, index) => (row.seconds === null ? [] : [[`s${index}`, row.seconds] as const])),
    );
    return { specs, estimate: createEstimate(specs, history(seconds)) };
  });

const ids = (specs: readonly Spec[]): readonly string[] => specs.map(({ id }) => id);

test('shards are the selection, disjoint, with whole groups, and none is empty', () => {
  fc.assert(
    fc.property(suites, fc.integer({ min: 1, max: 20 }), ({ specs, estimate }, count) => {
      const shards = splitIntoShards(specs, estimate, count);
      expect(shards.length).toBe(Math.min(count, groupSpecs(specs).length));
      expect(shards.flatMap((shard) => ids(shard.specs)).toSorted()).toEqual([...ids(specs)].toSorted());
      for (const { specs: own } of shards) expect(own.length).toBeGreaterThan(0);
      for (const group of groupSpecs(specs)) {
        const holders = shards.filter((shard) => group.some((spec) => shard.specs.includes(spec)));
        expect(holders).toHaveLength(1);
      }
      // The last group of the longest shard went where least was: at most the mean and that group.
      const longest = Math.max(...shards.map(({ seconds }) => seconds));
      const total = specs.reduce((sum, spec) => sum + estimate(spec), 0);
      const bound = makespanLowerBound(specs, estimate, count);
      expect(longest).toBeLessThanOrEqual((total / count + bound) * (1 + 1e-9));
    }),
  );
});

test('a budget is kept where the groups allow it, by as few shards as fill it', () => {
  fc.assert(
    fc.property(suites, fc.double({ min: 1, max: 5000, noNaN: true }), ({ specs, estimate }, budget) => {
      const shards = splitByBudget(specs, estimate, budget);
      const longestGroup = Math.max(
        ...groupSpecs(specs).map((group) => group.reduce((sum, spec) => sum + estimate(spec), 0)),
      );
      expect(shards.flatMap((shard) => ids(shard.specs)).toSorted()).toEqual([...ids(specs)].toSorted());
      for (const { seconds } of shards)
        expect(seconds).toBeLessThanOrEqual(Math.max(budget, longestGroup) * (1 + 1e-9));
    }),
  );
});

describe.skipIf(!existsSync(KUBEVIRT_DRY_RUN))('KubeVirt’s suite', () => {
  /** A history as such a suite has: most specs boot a machine, some take minutes; of one in ten nothing is known. */
  const makeHistory = (specs: readonly Spec[]): Readonly<Record<string, number>> => {
    let state = 42;
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31;
    };
    return Object.fromEntries(
      specs.flatMap(({ id }) => {
        const seconds = Math.exp(3.3 + 0.9 * (random() + random() + random() + random() - 2) * 1.7);
        return random() < 0.1 ? [] : [[id, seconds] as const];
      }),
    );
  };

  test.each([2, 4, 8, 16])('in %i shards takes at most 1.05 times the lower bound', (count) => {
    const specs = readKubevirtSpecs().filter(({ pending }) => !pending);
    const estimate = createEstimate(specs, history(makeHistory(specs)));
    const shards = splitIntoShards(specs, estimate, count);
    const longest = Math.max(...shards.map(({ seconds }) => seconds));
    expect(shards).toHaveLength(count);
    expect(longest / makespanLowerBound(specs, estimate, count)).toBeLessThanOrEqual(1.05);
  });
});
