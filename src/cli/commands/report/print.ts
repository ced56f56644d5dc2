import type { Site } from '../../../site/schema.ts';
import { minute } from '../../../site/text.ts';
import {
  CAUSES,
  describeAction,
  describeEvidence,
  describeNight,
  describeSince,
  describeTrend,
} from '../../../site/words.ts';
import { formatStanding } from '../../../status/standing.ts';
import { type Context, printJson } from '../../shared/context.ts';
import { printTable, type TableFormat } from '../../shared/table.ts';
import type { ReportOptions, ReportPart } from './command.ts';

type Format = Exclude<TableFormat, 'json'>;

/** Prints what a site would say first: what is supported, since when and why; and what broke. */
export function printReport(
  context: Context,
  site: Site,
  part: ReportPart | undefined,
  { arch, json, format }: Pick<ReportOptions, 'arch' | 'json' | 'format'>,
): void {
  const shown = arch === undefined ? site : ofArch(site, arch);
  if (json === true || format === 'json') return printJson(context, shown);
  if (part !== 'broke') printSupport(context, shown, format);
  if (part === undefined) context.print('\n');
  if (part !== 'support') printBroke(context, shown, format);
}

function ofArch(site: Site, arch: string): Site {
  const lanes = site.lanes.filter((lane) => lane.arch === arch);
  return {
    ...site,
    arches: [arch],
    features: site.features
      .map((feature) => ({ ...feature, cells: feature.cells.filter((cell) => cell.arch === arch) }))
      .filter(({ cells }) => cells.length > 0),
    lanes,
    red: site.red.filter(({ lane }) => lanes.some(({ name }) => name === lane)),
    changes: site.changes.filter((change) => change.arch === arch),
    coverage: site.coverage.filter((each) => each.arch === arch),
  };
}

const printSupport = (context: Context, { features, asOf }: Site, format: Format): void =>
  printTable(
    context,
    ['feature', 'arch', 'status', 'since', 'evidence', 'trend', 'why'],
    features.flatMap(({ name, cells }) =>
      cells.map((cell) => [
        name,
        cell.arch,
        formatStanding(cell),
        describeSince(cell),
        describeEvidence(cell, asOf),
        describeTrend(cell),
        [describeAction(cell), cell.decision.reason].filter(Boolean).join(': '),
      ]),
    ),
    format,
  );

function printBroke(context: Context, { red, lanes }: Site, format: Format): void {
  if (red.length === 0) return context.note(describeNight(red).join(''));
  const runs = new Map(lanes.flatMap((lane) => lane.runs.map((run) => [run.key, run] as const)));
  printTable(
    context,
    ['turned red', 'lane', 'run', 'cause', 'because'],
    red.map(({ spec, lane, run, cause, because }) => [
      spec,
      lane,
      minute(runs.get(run)?.startedAt ?? ''),
      CAUSES[cause],
      because,
    ]),
    format,
  );
  context.note(describeNight(red).join(''));
}
