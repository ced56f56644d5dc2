import { withLedger } from '../../evidence/ledger/ledger.ts';
import { existingFolder, withStore } from '../../evidence/ledger/open.ts';
import type { Config } from '../../lanes/config.ts';
import type { SpecHistory } from '../../planning/forecast.ts';
import type { Context } from './context.ts';

/** Reads what the ledger knows of specs; nothing where there is no ledger yet. */
export const readHistories = (
  context: Context,
  config: Config,
  evidence: string | undefined,
): Promise<readonly SpecHistory[]> =>
  withStore(config, existingFolder(context.cwd, evidence), (store) =>
    withLedger(store, async (ledger) => ledger.histories()),
  );
