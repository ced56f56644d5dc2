/**
 * Lanekeeper as a library: reads configurations, run reports and reports of suites, and selects specs, as the commands
 * do. It starts no process and no node.
 *
 * What a lane selects of a suite, by the report of a dry run, which Ginkgo writes on
 * `go test ./tests -ginkgo.dry-run -ginkgo.json-report=$PWD/inventory.json`:
 *
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { knownFacts, laneCriteria, loadConfig, readSpecs, resolveLane, selectSpecs } from 'lanekeeper';
 *
 * const config = loadConfig(process.cwd());
 * const { lane } = resolveLane(config, 'wg-arm64');
 * const specs = readSpecs(config, lane.suite, readFileSync('inventory.json', 'utf8'));
 * const criteria = laneCriteria(config.settings.value.rules, lane, knownFacts(config, lane));
 * const { selected, excluded, pending } = selectSpecs(specs, criteria);
 * console.log(`${selected.length} selected, ${excluded.length} excluded, ${pending.length} pending`);
 * for (const { spec, rule, because } of excluded) console.log(`${spec.text}: ${rule}: ${because}`);
 * ```
 *
 * Values are plain data and never change. Lines and columns count from 1; durations are seconds in reports and texts in
 * Go's form (`1m30s`) in configurations; architectures have Go's names. What a user can mend is thrown as a
 * `LanekeeperError`, whose message says what was found, what was expected and where; any other error is a fault of
 * Lanekeeper.
 */
export { ARCHITECTURES, type Architecture } from './core/architectures.ts';
export {
  ConfigError,
  InputError,
  type InputKind,
  type InputPlace,
  LanekeeperError,
  type Problem,
} from './core/errors.ts';
export type {
  Capability,
  Facts,
  Location,
  MachineFacts,
  Outcome,
  Spec,
  SpecNode,
  Verdict,
} from './core/types.ts';
export { parseRunReport, type RunReport, type RunSpec } from './evidence/report/run-report.ts';
export type { Config, Source } from './lanes/config.ts';
export {
  type LabelChange,
  type LabelFilter,
  LabelFilterError,
  type LabelFilterExplanation,
  parseLabelFilter,
} from './lanes/label-filter/index.ts';
export { loadConfig } from './lanes/load.ts';
export type { Origin } from './lanes/origin.ts';
export { type Lane, type Overrides, type ResolvedLane, resolveLane } from './lanes/resolve.ts';
export type {
  ExclusionSettings,
  LaneFile,
  NodeSettings,
  Requirements,
  Rule,
  RunValues,
  Settings,
  SuiteSettings,
} from './lanes/schema-types.ts';
export { knownFacts } from './nodes/known-facts.ts';
export { filterCriteria, laneCriteria } from './planning/selection/lane-selection.ts';
export type { EffectiveRule } from './planning/selection/rules.ts';
export {
  type Criteria,
  type ExcludedSpec,
  type Exclusion,
  type LabelPlace,
  type Selection,
  selectSpecs,
} from './planning/selection/select.ts';
export { type JUnitCase, type JUnitSuite, readJUnit } from './suites/junit/read-junit.ts';
export { readSpecs } from './suites/read-specs.ts';
export { SuiteReportError } from './suites/types.ts';
