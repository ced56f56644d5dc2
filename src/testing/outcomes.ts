import { machineArch } from '../core/architectures.ts';
import type { RunReport } from '../evidence/report/run-report.ts';
import { REPOSITORY, temporaryFolder } from './cli.ts';

const OUTCOMES_SUITE = `${REPOSITORY}/fixtures/outcomes`;

/** Makes a folder with lanes for the suite that ends in every way: one lane, of that filter, for this machine. */
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

/** Outcomes by the spec's own text, of those that were not left out. */
export const outcomesOf = ({ specs }: RunReport): Readonly<Record<string, string>> =>
  Object.fromEntries(
    specs
      .filter(({ outcome }) => outcome !== 'excluded')
      .map(({ text, outcome }) => [text.replace(/^.*outcomes( that end the run)? /, ''), outcome]),
  );
