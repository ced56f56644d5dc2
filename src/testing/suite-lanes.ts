import { machineArch } from '../core/architectures.ts';
import { temporaryFolder } from './cli.ts';

/** Makes a folder with one lane for this machine, of a suite with these settings. */
export const suiteLane = (
  suite: object,
  {
    select = '',
    node = { kind: 'local' },
    run = {},
    files = {},
  }: {
    readonly select?: string;
    readonly node?: object;
    readonly run?: object;
    readonly files?: Readonly<Record<string, string>>;
  } = {},
): string =>
  // YAML takes JSON as it is.
  temporaryFolder({
    'lanes/lanekeeper.yaml': JSON.stringify({ suites: { suite }, nodes: { here: node } }),
    'lanes/lane.yaml': JSON.stringify({
      name: 'lane',
      state: 'active',
      suite: 'suite',
      arch: machineArch(),
      node: 'here',
      select,
      run,
    }),
    ...files,
  });
