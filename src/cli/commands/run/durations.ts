import { LanekeeperError } from '../../../core/errors.ts';
import { median } from '../../../core/median.ts';
import { withLedger } from '../../../evidence/ledger/ledger.ts';
import { withStore } from '../../../evidence/ledger/open.ts';
import type { Config } from '../../../lanes/config.ts';

/** Number of a lane’s newest runs that count. */
const MAX_RUNS = 10;

/**
 * Reads how long lanes took, in seconds, by their names: the median of their newest runs that came to an end. A
 * ledger that can't be read is no reason not to run: then nothing is expected.
 */
export async function readDurations(config: Config): Promise<ReadonlyMap<string, number>> {
  // A run must not wait for a remote.
  if (config.settings.value.evidence.kind !== 'directory') return new Map();
  try {
    const { runs } = await withStore(config, undefined, (store) =>
      withLedger(store, async (ledger) => ledger.evidence()),
    );
    const ended = runs
      .map(({ header }) => header)
      .filter(({ verdict, focus }) => (verdict === 'passed' || verdict === 'failed') && focus === null)
      .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    return new Map(
      [...Map.groupBy(ended, ({ lane }) => lane.name)].map(([lane, own]) => [
        lane,
        median(
          own
            .slice(0, MAX_RUNS)
            .map(({ startedAt, endedAt }) => (Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
        ),
      ]),
    );
  } catch (error) {
    if (error instanceof LanekeeperError) return new Map();
    throw error;
  }
}
