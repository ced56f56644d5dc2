import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  asOfOption,
  configOption,
  evidenceOption,
  jsonOption,
  type OptionsOf,
} from '../../shared/options.ts';

export const defineEvidence = (program: CommandUnknownOpts) =>
  program.command('evidence').description('look after the ledger of evidence');

export const defineEvidenceVerify = (evidence: CommandUnknownOpts) =>
  evidence
    .command('verify')
    .description('hold every file to its digest; exits 1 when one is damaged')
    .option('--set-aside', 'move damaged files to damaged/, where nothing reads them')
    .addOption(evidenceOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type EvidenceVerifyOptions = OptionsOf<typeof defineEvidenceVerify>;

export const defineEvidenceCompact = (evidence: CommandUnknownOpts) =>
  evidence
    .command('compact')
    .description('remove runs that no window of the policy reaches any more')
    .addOption(asOfOption())
    .addOption(evidenceOption())
    .addOption(configOption());

export type EvidenceCompactOptions = OptionsOf<typeof defineEvidenceCompact>;
