import { policyOf, reachOf } from '../../lanes/policy.ts';
import type { PolicySettings } from '../../lanes/schema-types.ts';
import { withLedger } from './ledger.ts';
import type { EvidenceStore } from './store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Removes runs that no window of any architecture's policy reaches at a time. The oldest run of each lane stays: it
 * says since when the ledger knows of the lane, and so does the newest, however old.
 */
export async function compactStore(
  store: EvidenceStore,
  settings: PolicySettings,
  asOf: string,
): Promise<{ readonly removed: number; readonly kept: number; readonly before: string }> {
  const arches = ['', ...Object.keys(settings.arches ?? {})];
  const days = Math.max(...arches.map((arch) => reachOf(policyOf(settings, arch))));
  const before = new Date(Date.parse(asOf) - days * DAY_MS).toISOString();
  const runs = await withLedger(store, async (ledger) => ledger.evidence().runs);
  const byLane = Map.groupBy(runs, ({ header }) => JSON.stringify([header.lane.name, header.arch]));
  const needed = new Set(
    [...byLane.values()].flatMap((all) => {
      const sorted = all.toSorted((a, b) => a.header.startedAt.localeCompare(b.header.startedAt));
      return [sorted[0]?.file, sorted.at(-1)?.file];
    }),
  );
  const old = runs
    .filter(({ file, header }) => header.startedAt < before && !needed.has(file))
    .map(({ file }) => file);
  if (old.length > 0) await store.remove(old);
  return { removed: old.length, kept: runs.length - old.length, before };
}
