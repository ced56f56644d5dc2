import type { Spec } from '../core/types.ts';
import type { Evidence, IndexedRun } from '../evidence/ledger/indexed-run.ts';
import type { RunDetails } from '../evidence/ledger/run.ts';
import type { RunReport } from '../evidence/report/run-report.ts';
import type { Policy } from '../lanes/policy-schema.ts';
import type { Selection } from '../planning/selection/select.ts';
import type { Decision, SuiteView } from '../promotion/types.ts';
import type { Version } from '../status/changes.ts';
import type { Chain } from './chain.ts';
import type { Grid } from './grid.ts';
import type { Site } from './schema.ts';

/** A lane of the configuration, or one that only the ledger knows. */
export type LaneInput = {
  readonly name: string;
  readonly arch: string;
  readonly suite: string;
  readonly state: 'active' | 'defined' | 'gone';
  readonly node: string | null;
  readonly description: string;
  /** Specs of the lane's suite and its selection, or the reason why nobody knows them. */
  readonly view:
    | { readonly specs: readonly Spec[]; readonly selection: Selection }
    | { readonly unlisted: string };
};

/** A status document, what is decided about it, and how it came to be. */
export type DocumentInput = {
  readonly file: string;
  readonly suite: string;
  readonly suites: readonly SuiteView[];
  readonly decisions: readonly Decision[];
  /** Gives the one name of a feature, whatever the document calls it. */
  readonly nameOf: (feature: string) => string;
  /** Versions of the document, newest first; none where it has no history. */
  readonly versions: readonly Version[];
  readonly isWhole: boolean;
};

/** Everything that a site is made of. */
export type SiteInput = {
  readonly version: string;
  /** Time at which the site is made, ISO 8601 in UTC. */
  readonly asOf: string;
  readonly lanes: readonly LaneInput[];
  readonly documents: readonly DocumentInput[];
  /** Evidence of the ledger, and of runs of which there is a report only. */
  readonly evidence: Evidence;
  readonly isRecorded: (run: IndexedRun) => boolean;
  readonly detailsOf: (run: IndexedRun) => RunDetails;
  /** Gives the whole report of a run, where it is at hand. */
  readonly reportOf: (run: IndexedRun) => RunReport | undefined;
  readonly policyOf: (arch: string) => Policy;
  readonly coverage: Site['coverage'];
  readonly findings: Site['findings'];
  readonly notes: readonly string[];
};

/** A site in memory: what `index.json` says, and what single pages show beyond it. */
export type SiteContent = {
  readonly input: SiteInput;
  readonly site: Site;
  /** Grids by name of the lane. */
  readonly grids: ReadonlyMap<string, Grid>;
  /** Chains by feature and architecture. */
  readonly chains: ReadonlyMap<string, ReadonlyMap<string, Chain>>;
  /** Runs of all lanes, by key. */
  readonly runs: ReadonlyMap<string, Site['lanes'][number]['runs'][number]>;
};
