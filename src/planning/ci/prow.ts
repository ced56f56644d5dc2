import { architectureCalled } from '../../core/architectures.ts';
import { milliseconds } from '../../core/duration.ts';
import type { Lane } from '../../lanes/resolve.ts';
import type { LaneFile, LaneProw, ProwSettings } from '../../lanes/schema-types.ts';

/** Name of the annotation that holds a lane as its file would say it, so that it can be read back. */
export const LANE_ANNOTATION = 'lanekeeper.dev/lane';

/** Prow's configuration of jobs, as it reads it from YAML. */
export type ProwJobs = {
  readonly presubmits?: Readonly<Record<string, readonly object[]>>;
  readonly periodics?: readonly object[];
};

/** Milliseconds for checking out, compiling, and writing reports. */
const OVERHEAD_MS = 30 * 60_000;

/** The jobs of lanes: a presubmit and a periodic for each, as far as its `prow` says. */
export function prowJobs(settings: ProwSettings, lanes: readonly Lane[]): ProwJobs {
  const presubmits = lanes.flatMap((lane) =>
    lane.prow?.presubmit === undefined ? [] : [presubmit(settings, lane, lane.prow.presubmit)],
  );
  const periodics = lanes.flatMap((lane) =>
    lane.prow?.periodic === undefined ? [] : [periodic(settings, lane, lane.prow.periodic)],
  );
  return {
    ...(presubmits.length === 0 ? {} : { presubmits: { [settings.repository]: presubmits } }),
    ...(periodics.length === 0 ? {} : { periodics }),
  };
}

const presubmit = (
  settings: ProwSettings,
  lane: Lane,
  { alwaysRun, optional, runIfChanged, skipIfOnlyChanged }: NonNullable<LaneProw['presubmit']>,
): object => ({
  name: `pull-${nameOf(settings)}-${lane.name}`,
  ...(alwaysRun === undefined ? {} : { always_run: alwaysRun }),
  ...(optional === undefined ? {} : { optional }),
  ...(runIfChanged === undefined ? {} : { run_if_changed: runIfChanged }),
  ...(skipIfOnlyChanged === undefined ? {} : { skip_if_only_changed: skipIfOnlyChanged }),
  ...common(settings, lane),
});

function periodic(settings: ProwSettings, lane: Lane, times: NonNullable<LaneProw['periodic']>): object {
  const [org, repo] = settings.repository.split('/');
  return {
    name: `periodic-${nameOf(settings)}-${lane.name}`,
    ...times,
    extra_refs: [{ org, repo, base_ref: settings.baseRef, workdir: true }],
    ...common(settings, lane),
  };
}

const nameOf = ({ repository }: ProwSettings): string => repository.split('/')[1] as string;

function common(settings: ProwSettings, lane: Lane): object {
  const own = lane.prow ?? {};
  const cluster = own.cluster ?? settings.cluster;
  const concurrency = own.maxConcurrency ?? settings.maxConcurrency;
  const resources = own.resources ?? settings.resources;
  const labels = { ...settings.labels, ...own.labels };
  const { timeout, gracePeriod, env } = lane.run;
  return {
    annotations: { [LANE_ANNOTATION]: JSON.stringify(laneFile(lane)) },
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(concurrency === undefined ? {} : { max_concurrency: concurrency }),
    decorate: true,
    decoration_config: {
      timeout: goDuration(milliseconds(timeout) + OVERHEAD_MS),
      // After it Prow kills: the suite needs its own grace, and we the time to write what came of it.
      grace_period: goDuration(milliseconds(gracePeriod) + 60_000),
    },
    spec: {
      nodeSelector: { 'kubernetes.io/arch': architectureCalled(lane.arch)?.kubernetes ?? lane.arch },
      containers: [
        {
          image: settings.image,
          command: settings.command,
          // Kubernetes fills in the folder that Prow keeps, and whose junit*.xml it shows.
          args: ['run', lane.name, '--reports', '$(ARTIFACTS)'],
          ...(Object.keys(env).length === 0
            ? {}
            : { env: Object.entries(env).map(([name, value]) => ({ name, value })) }),
          ...(resources === undefined ? {} : { resources }),
        },
      ],
    },
  };
}

/** A lane with all that it inherits, as one file. */
const laneFile = ({ description, exclude, requires, inventory, prow, ...lane }: Lane): LaneFile => ({
  ...lane,
  ...(description === '' ? {} : { description }),
  ...(inventory === 'dry-run' ? {} : { inventory }),
  ...(Object.keys(requires).length === 0 ? {} : { requires }),
  ...(exclude.length === 0 ? {} : { exclude: [...exclude] }),
  ...(prow === undefined ? {} : { prow }),
});

/** A duration as Prow writes it: `4h0m0s`. */
function goDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}
