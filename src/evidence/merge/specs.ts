import { idKeys } from '../../core/spec-identity.ts';
import type { RunReport, RunSpec } from '../report/run-report.ts';
import type { Part } from './parts.ts';

type Entry = { readonly spec: RunSpec; readonly run: number };

/** Joins the specs of all runs: each with every attempt, in the order of the suite. */
export function joinSpecs(runs: readonly RunReport[], parts: readonly Part[]): readonly RunSpec[] {
  const joined = new Map<string, Entry[]>();
  runs.forEach(({ specs }, run) => {
    const keys = idKeys(specs);
    specs.forEach((spec, index) => {
      const key = keys[index] as string;
      const entries = joined.get(key) ?? [];
      entries.push({ spec, run });
      joined.set(key, entries);
    });
  });
  const deciding = new Set(parts.map((part) => runs.indexOf(part.deciding as RunReport)));
  return [...joined.values()].map((entries) => joinSpec(entries, deciding));
}

function joinSpec(entries: readonly Entry[], deciding: ReadonlySet<number>): RunSpec {
  const first = (entries[0] as Entry).spec;
  const taken = entries.filter(({ spec }) => spec.outcome !== 'excluded' && spec.outcome !== 'pending');
  if (taken.length === 0) {
    // A node that never came up was not probed: what it would have left out says nothing.
    const opinions = entries.filter(({ run }) => deciding.has(run));
    const other = opinions.find(({ spec }) => spec.exclusion?.rule !== 'job');
    if (other !== undefined) return other.spec;
    const { exclusion: _exclusion, ...rest } = first;
    return { ...rest, outcome: 'notrun' };
  }
  const decisive = taken.findLast(({ run }) => deciding.has(run)) ?? taken.at(-1);
  return {
    ...(decisive?.spec ?? first),
    // Every machine has its own folders: those of one report fit each other.
    location: first.location,
    attempts: taken.flatMap(({ spec, run }) => spec.attempts.map((attempt) => ({ ...attempt, run }))),
    startedAt: taken.find(({ spec }) => spec.startedAt !== null)?.spec.startedAt ?? null,
  };
}
