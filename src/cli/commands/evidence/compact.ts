import { amount } from '../../../core/amount.ts';
import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { compactStore } from '../../../evidence/ledger/compact.ts';
import { existingFolder, withStore } from '../../../evidence/ledger/open.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import type { Context } from '../../shared/context.ts';
import { timeOf } from '../../shared/time-option.ts';
import type { EvidenceCompactOptions } from './command.ts';

/** Removes the runs that no window of the policy reaches any more. */
export async function compactEvidence(context: Context, options: EvidenceCompactOptions): Promise<ExitCode> {
  const config = await openConfig(context.cwd, options.config, context.version);
  const asOf = timeOf('--as-of', options.asOf) ?? new Date().toISOString();
  return withStore(config, existingFolder(context.cwd, options.evidence), async (store) => {
    const { removed, kept, before } = await compactStore(store, config.settings.value.policy, asOf);
    context.note(`removed ${amount(removed, 'run')} that started before ${before}, kept ${kept}`);
    return EXIT.ok;
  });
}
