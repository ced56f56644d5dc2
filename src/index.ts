export { ConfigError, LanekeeperError, type Problem } from './core/errors.ts';
export {
  type LabelChange,
  type LabelFilter,
  LabelFilterError,
  type LabelFilterExplanation,
  parseLabelFilter,
} from './label-filter/index.ts';
export { ARCHITECTURES, type Architecture } from './core/architectures.ts';
export type { Config } from './lane/config.ts';
export { loadConfig } from './lane/load.ts';
export { type Lane, type ResolvedLane, resolveLane } from './lane/resolve.ts';
export { type JUnitCase, type JUnitSuite, readJUnit } from './junit-reader.ts';
export { parseRunReport, type RunReport, type RunSpec } from './run-report.ts';
export { filterCriteria, laneCriteria } from './selection/lane-selection.ts';
export { type Criteria, type Exclusion, type Selection, selectSpecs } from './selection/select.ts';
export type {
  Capability,
  Facts,
  Inventory,
  Location,
  MachineFacts,
  Outcome,
  Spec,
  SpecNode,
  Verdict,
} from './core/types.ts';
