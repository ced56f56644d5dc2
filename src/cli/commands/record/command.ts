import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  configOption,
  evidenceOption,
  inventoryOption,
  jsonOption,
  type OptionsOf,
  reportsOption,
} from '../../shared/options.ts';

export const defineRecord = (program: CommandUnknownOpts) =>
  program
    .command('record')
    .description('admit reports to the ledger of evidence')
    .argument(
      '[paths...]',
      'run reports, JSON of Ginkgo or Playwright, JUnit XML, jobs of Prow, or folders, tars and zips of them; all of reports/ when absent',
    )
    .option('--lane <name>', 'of reports that don’t say which lane it was')
    .option('--exit-code <number>', 'of the run; without it nothing in JUnit XML counts as passed')
    .option('--commit <hash>', 'of the suite’s sources')
    .option('--started-at <time>', 'when the run started, where its report does not say so')
    .option('--url <url>', 'where the run can be seen; the job of GitHub Actions when absent')
    .option('--github-run <number>', 'also the artifacts of this run of GitHub Actions')
    .option('--repository <owner/name>', 'of that run; as configured, or GITHUB_REPOSITORY, when absent')
    .option('--artifact <prefix>', 'what the names of its artifacts begin with', 'lanekeeper-')
    .addOption(reportsOption())
    .addOption(evidenceOption())
    .addOption(inventoryOption())
    .addOption(configOption())
    .addOption(jsonOption());

export type RecordOptions = OptionsOf<typeof defineRecord>;
