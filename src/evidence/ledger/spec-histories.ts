import { median } from '../../core/median.ts';
import type { SpecNames } from '../../core/spec-identity.ts';
import type { SpecHistory } from '../../planning/forecast.ts';
import type { IndexedRun } from './indexed-run.ts';
import { firstOutcome, specNumberOf } from './packed-results.ts';

export type { SpecHistory } from '../../planning/forecast.ts';

type Growing = Record<'native' | 'emulated', { seconds: number[]; passed: number }>;

/** Histories of each spec on each architecture, from the results of some runs. */
export function historiesIn(
  specs: readonly SpecNames[],
  runs: readonly IndexedRun[],
  secondsOf: (file: string) => Float32Array,
): readonly SpecHistory[] {
  const names = onePerId(specs);
  const byArch = new Map<string, Map<SpecNames, Growing>>();
  for (const { file, header, results } of runs) {
    const growing = byArch.get(header.arch) ?? new Map<SpecNames, Growing>();
    byArch.set(header.arch, growing);
    const seconds = secondsOf(file);
    results.forEach((packed, index) => {
      const outcome = firstOutcome(packed);
      if (outcome !== 'passed' && outcome !== 'failed') return;
      const spec = names[specNumberOf(packed)] as SpecNames;
      const history = growing.get(spec) ?? {
        native: { seconds: [], passed: 0 },
        emulated: { seconds: [], passed: 0 },
      };
      growing.set(spec, history);
      const where = history[header.node.emulated ? 'emulated' : 'native'];
      where.seconds.push(seconds[index] ?? 0);
      if (outcome === 'passed') where.passed += 1;
    });
  }
  return [...byArch].flatMap(([arch, growing]) =>
    [...growing].map(([spec, { native, emulated }]) => ({
      ...spec,
      arch,
      // An emulated machine takes many times as long.
      seconds: median(native.seconds.length > 0 ? native.seconds : emulated.seconds),
      passes: { native: native.passed, emulated: emulated.passed },
    })),
  );
}

/**
 * Names by number, one value for all the names of a spec: it keeps its id when it is given another `[test_id:n]`.
 */
function onePerId(specs: readonly SpecNames[]): readonly SpecNames[] {
  const byId = new Map(
    [...Map.groupBy(specs, ({ id }) => id)].map(([id, all]) => [
      id,
      { id, testIds: [...new Set(all.flatMap(({ testIds }) => testIds))] },
    ]),
  );
  return specs.map(({ id }) => byId.get(id) as SpecNames);
}
