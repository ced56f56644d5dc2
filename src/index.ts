export { ARCHITECTURES, type Architecture } from './core/architectures.ts';
export { ConfigError, LanekeeperError, type Problem } from './core/errors.ts';
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
export { parseRunReport, type RunReport, type RunSpec } from './evidence/report/run-report.ts';
export type { Config } from './lanes/config.ts';
export {
  type LabelChange,
  type LabelFilter,
  LabelFilterError,
  type LabelFilterExplanation,
  parseLabelFilter,
} from './lanes/label-filter/index.ts';
export { loadConfig } from './lanes/load.ts';
export { type Lane, type ResolvedLane, resolveLane } from './lanes/resolve.ts';
export { filterCriteria, laneCriteria } from './planning/selection/lane-selection.ts';
export { type Criteria, type Exclusion, type Selection, selectSpecs } from './planning/selection/select.ts';
export { type JUnitCase, type JUnitSuite, readJUnit } from './suites/junit/read-junit.ts';
