import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** Options that a command's code is given, as the command defines them. */
export type OptionsOf<Define extends (parent: CommandUnknownOpts) => { readonly opts: () => object }> =
  Readonly<ReturnType<ReturnType<Define>['opts']>>;

// Options that several commands have.

export const inventoryOption = () =>
  new Option(
    '--inventory <path>',
    'the suite: report of a dry run (.json), test binary, or Go package folder, with source: in front to read its source; the lane’s own when absent',
  ).env('LANEKEEPER_INVENTORY');

export const configOption = () =>
  new Option('--config <file>', 'path of lanekeeper.yaml; else lanes/lanekeeper.yaml here or above').env(
    'LANEKEEPER_CONFIG',
  );

export const suiteOption = () => new Option('--suite <name>', 'name of a suite; the default one when absent');

export const jsonOption = () => new Option('--json', 'print one JSON document');

export const formatOption = () =>
  new Option('--format <name>', 'how a table is printed; json is --json')
    .choices(['table', 'markdown', 'json', 'tsv'] as const)
    .default('table' as const);

export const reportsOption = () =>
  new Option('--reports <folder>', 'where the folder of each lane goes')
    .default('reports')
    .env('LANEKEEPER_REPORTS');

export const evidenceOption = () =>
  new Option('--evidence <folder>', 'a ledger in this folder instead of the configured one').env(
    'LANEKEEPER_EVIDENCE',
  );

export const asOfOption = () => new Option('--as-of <time>', 'decide as at this time; now when absent');

// How the command of a CI script is run with stand-ins.

export const standInOption = () =>
  new Option('--stand-in <names...>', 'more programs, or scripts by their path, that are not to be called');

export const failOption = () =>
  new Option('--fail <calls...>', 'how calls of stand-ins begin that fail: "kubectl get clusterversion"');

export const rootOption = () => new Option('--root <folder>', 'the repository, which is copied').default('.');

export const traceTimeoutOption = () =>
  new Option('--timeout <duration>', 'limit for the command').default('2m');

export const confirmationOption = () =>
  new Option('--yes', 'run it: the list of stand-ins is all that it needs');

/** Adds the options whose values go before those of the lanes; `readOverrides` reads them. */
export function withLaneOverrides<Defined extends CommandUnknownOpts>(command: Defined): Defined {
  for (const option of laneOverrides()) command.addOption(option.helpGroup('Instead of what the lane says:'));
  return command;
}

const laneOverrides = (): readonly Option[] => [
  new Option('--node <name>', 'run on this node instead of the lane’s').env('LANEKEEPER_NODE'),
  new Option('--timeout <duration>', 'limit for the suite run: 4h, 30m').env('LANEKEEPER_TIMEOUT'),
  new Option('--grace-period <duration>', 'how long an interrupted spec may clean up').env(
    'LANEKEEPER_GRACE_PERIOD',
  ),
  new Option('--seed <number>', 'seed of the spec order').env('LANEKEEPER_SEED'),
  new Option('--flake-attempts <number>', 'attempts that a spec has to pass').env(
    'LANEKEEPER_FLAKE_ATTEMPTS',
  ),
  new Option('--procs <number>', 'parallel processes').env('LANEKEEPER_PROCS'),
];
