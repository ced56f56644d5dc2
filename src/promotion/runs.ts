import { amount } from '../core/amount.ts';
import type { Outcome } from '../core/types.ts';
import type { Evidence, IndexedRun } from '../evidence/ledger/indexed-run.ts';
import { lastOutcome } from '../evidence/ledger/packed-results.ts';
import type { Policy } from '../lanes/policy-schema.ts';

/** A run with the kind of evidence that it is at a time, or the reason why it is none. */
export type Weighed =
  | { readonly run: IndexedRun; readonly counts: 'native' | 'emulated' }
  | {
      readonly run: IndexedRun;
      readonly counts: 'no';
      readonly because: string;
      /** Whether the machine or the cluster failed: what failed in the run then says nothing of the product. */
      readonly isIncident: boolean;
    };

const FAILURES: ReadonlySet<Outcome> = new Set(['failed', 'panicked', 'timedout']);

/** Whether an attempt that ended like this ran to an end; any other says nothing of the product. */
export const isCompleted = (outcome: Outcome): boolean => outcome === 'passed' || FAILURES.has(outcome);

/**
 * Weighs the runs of an architecture up to a time, oldest first. What was the node's fault, or can't be trusted, is neither for nor
 * against; the same run read twice counts once.
 */
export function weighRuns(
  { runs }: Evidence,
  arch: string,
  activeLanes: ReadonlySet<string>,
  policy: Policy,
  asOf: string,
): readonly Weighed[] {
  const seen = new Set<string>();
  return runs
    .filter(({ header, key }) => {
      if (header.arch !== arch || header.startedAt > asOf || seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .toSorted((a, b) => compare(a.header.startedAt, b.header.startedAt) || compare(a.key, b.key))
    .map((run) => weigh(run, activeLanes, policy));
}

/**
 * Says how many runs count as what, and why the others don't: `14 native runs count; 2 don't: its verdict is …
 * (2)`.
 */
export function describeRuns(weighed: readonly Weighed[]): string {
  const ofKind = (kind: 'native' | 'emulated'): string =>
    amount(weighed.filter(({ counts }) => counts === kind).length, `${kind} run`);
  const others = weighed.flatMap((each) => (each.counts === 'no' ? [each.because] : []));
  const reasons = [...Map.groupBy(others, (because) => because)].map(
    ([because, all]) => `${because} (${all.length})`,
  );
  const rest = others.length === 0 ? '' : `; ${others.length} don’t: ${reasons.join('; ')}`;
  return `${ofKind('native')} and ${ofKind('emulated')} count${rest}`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function weigh(run: IndexedRun, activeLanes: ReadonlySet<string>, policy: Policy): Weighed {
  const { header } = run;
  const no = (because: string, isIncident = false): Weighed => ({ run, counts: 'no', because, isIncident });
  if (!activeLanes.has(header.lane.name)) return no(`the lane ${header.lane.name} is not an active one`);
  if (header.verdict !== 'passed' && header.verdict !== 'failed')
    return no(`its verdict is ${header.verdict}`, header.verdict === 'infrastructure');
  if (header.focus !== null) return no('it was limited to one spec');
  if (header.failFast) return no('it stops at the first failure');
  const failed = run.results.filter((packed) => FAILURES.has(lastOutcome(packed))).length;
  if (failed > policy.incidentFailures)
    return no(`${failed} specs failed in it: an incident of the cluster`, true);
  if (header.node.machine === null && policy.unprobedNodes === 'refuse')
    return no('nobody probed its node (policy.unprobedNodes: accept lets it count)');
  return { run, counts: header.node.emulated ? 'emulated' : 'native' };
}
