import { missingTools } from '../system/tools.ts';
import { REPOSITORY, temporaryFolder } from './cli.ts';

/**
 * Whether this machine has the QEMU that tests with machines need, and `.ci/run` installs; without it they say
 * that they were skipped.
 */
export const HAS_QEMU =
  missingTools(['aarch64', 'riscv64', 's390x', 'x86_64'].map((name) => `qemu-system-${name}`)).length === 0;

type Emulated = {
  readonly arch?: string;
  readonly select: string;
  /** Lines of YAML for more settings of the node; `lane` has those of the lane. */
  readonly node?: string;
  readonly lane?: string;
  readonly suite?: string;
};

/** Makes a folder with a lane, on a machine of QEMU, for the suite that ends in every way. */
export const emulatedFolder = (
  {
    arch = 'arm64',
    select,
    node = 'kind: qemu-system',
    lane = '',
    suite = `kind: ginkgo, path: ${JSON.stringify(`${REPOSITORY}/fixtures/outcomes`)}`,
  }: Emulated,
  files: Readonly<Record<string, string>> = {},
): string =>
  temporaryFolder({
    'lanes/lanekeeper.yaml': `suites:\n  suite: { ${suite} }\nnodes:\n  there: { ${node} }\n`,
    'lanes/lane.yaml': `name: lane\nstate: active\nsuite: suite\narch: ${arch}\nnode: there\nselect: ${JSON.stringify(select)}\n${lane}`,
    ...files,
  });
