import { machineArch } from '../lane/architectures.ts';
import { REPOSITORY, temporaryFolder } from './cli.ts';

const OUTCOMES_SUITE = `${REPOSITORY}/fixtures/outcomes`;

/** A folder with lanes for the suite that ends in every way: one lane, of that filter, for this machine. */
export const outcomesFolder = (
  select: string,
  more = '',
  files: Readonly<Record<string, string>> = {},
): string =>
  temporaryFolder({
    'lanes/lanekeeper.yaml': `suites:\n  outcomes: { kind: ginkgo, path: ${JSON.stringify(OUTCOMES_SUITE)} }\nnodes:\n  here: { kind: local }\n`,
    'lanes/lane.yaml': `name: lane\nstate: active\nsuite: outcomes\narch: ${machineArch()}\nnode: here\nselect: ${JSON.stringify(select)}\n${more}`,
    ...files,
  });
