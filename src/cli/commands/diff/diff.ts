import { amount } from '../../../core/amount.ts';
import { EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import { inline } from '../../../core/markdown.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION, type Spec } from '../../../core/types.ts';
import { LabelFilterError } from '../../../lanes/label-filter/index.ts';
import type { Lane } from '../../../lanes/resolve.ts';
import { createForecaster, describeForecast, type Forecaster } from '../../../planning/forecast.ts';
import { diffSelections, type SelectionDiff } from '../../../planning/selection/diff.ts';
import { filterCriteria } from '../../../planning/selection/lane-selection.ts';
import { composeLabelFilter } from '../../../planning/selection/rules.ts';
import { type Criteria, selectSpecs } from '../../../planning/selection/select.ts';
import { archOf } from '../../shared/arch-option.ts';
import { type Context, createViewer, printJson, specDocument, type Viewer } from '../../shared/context.ts';
import { readHistories } from '../../shared/histories.ts';
import { chooseSuite } from '../../shared/lanes.ts';
import type { DiffOptions } from './command.ts';

/** One side of a comparison. */
type Side = {
  readonly title: string;
  readonly criteria: Criteria;
  /** Lane of the side; absent for a filter. */
  readonly lane: Lane | undefined;
  readonly suite: string;
};

/** Prints what one selection has and another lacks: of two lanes, two filters, or two states of a suite. */
export async function diff(
  context: Context,
  before: string,
  after: string | undefined,
  options: DiffOptions,
): Promise<ExitCode> {
  if (after === undefined && options.after === undefined)
    throw usageError('found one selection, expected a second one, or --after with another inventory for it');
  const viewer = await createViewer(context, options);
  const [a, b] = [sideOf(viewer, before, options), sideOf(viewer, after ?? before, options)];
  if (a.suite !== b.suite)
    throw usageError(`found lanes of the suites "${a.suite}" and "${b.suite}", expected two of one suite`);
  const later =
    options.after === undefined
      ? viewer
      : await createViewer(context, { ...options, inventory: options.after });
  const found = diffSelections(await selected(viewer, a), await selected(later, b));
  const arch = archOf('--arch', options.arch) ?? b.lane?.arch ?? a.lane?.arch;
  const { specs } = await later.inventoryOf(b.suite, b.lane);
  const forecaster =
    arch === undefined
      ? undefined
      : createForecaster(await readHistories(context, viewer.config, options.evidence), arch, specs);
  const titles = {
    before: a.title,
    after: options.after === undefined ? b.title : `${b.title} of ${options.after}`,
  };
  if (options.json === true || options.format === 'json')
    printJson(context, diffDocument(titles, found, arch, forecaster));
  else
    context.print(
      options.format === 'markdown'
        ? markdown(titles, found, arch, forecaster)
        : text(titles, found, arch, forecaster),
    );
  return EXIT.ok;
}

/**
 * Side that the user names: a lane, `allow:` and a lane (the same), `deny:` and a lane (all that its rules leave),
 * or `filter:` and an expression.
 */
function sideOf(viewer: Viewer, named: string, options: DiffOptions): Side {
  const [, kind, rest] = /^(filter|allow|deny):(.*)$/s.exec(named) ?? [undefined, 'allow', named];
  if (kind === 'filter') {
    try {
      return {
        title: rest ?? '',
        criteria: checked(rest ?? ''),
        lane: undefined,
        suite: chooseSuite(viewer.config, options),
      };
    } catch (error) {
      if (error instanceof LabelFilterError) throw usageError(`${named}: ${error.message}`);
      throw error;
    }
  }
  const { resolved, criteria } = viewer.look(rest ?? '');
  const { lane } = resolved;
  const { suite } = lane;
  if (kind === 'allow') return { title: rest ?? '', criteria, lane, suite };
  return {
    title: `all that the rules of ${rest} leave`,
    criteria: { ...criteria, select: '', labelFilter: composeLabelFilter('', criteria.rules) },
    lane,
    suite,
  };
}

function checked(expression: string): Criteria {
  const criteria = filterCriteria(expression);
  selectSpecs([], criteria);
  return criteria;
}

async function selected(viewer: Viewer, { criteria, suite, lane }: Side): Promise<readonly Spec[]> {
  const { specs } = await viewer.inventoryOf(suite, lane);
  return selectSpecs(specs, criteria).selected;
}

type Titles = { readonly before: string; readonly after: string };

/**
 * Says how often a spec passed: `never passed on arm64`, `passed 3 times natively on arm64`; empty where no
 * architecture is asked for.
 */
function passesOf(spec: Spec, arch: string | undefined, forecaster: Forecaster | undefined): string {
  if (arch === undefined || forecaster === undefined) return '';
  const { native = 0, emulated = 0 } = forecaster.passesOf(spec) ?? {};
  if (native > 0) return `passed ${amount(native, 'time')} on ${arch}`;
  return emulated > 0 ? `passed ${amount(emulated, 'time')} on emulated ${arch}` : `never passed on ${arch}`;
}

const counts = ({ gained, lost, moved, kept }: SelectionDiff): string =>
  `${gained.length} gained, ${lost.length} lost, ${moved.length} moved, ${kept} in both`;

function times({ gained, lost }: SelectionDiff, forecaster: Forecaster | undefined): readonly string[] {
  if (forecaster === undefined) return [];
  return [
    ...(gained.length > 0 ? [`gained: ${describeForecast(forecaster.predict(gained))}`] : []),
    ...(lost.length > 0 ? [`lost: ${describeForecast(forecaster.predict(lost))}`] : []),
  ];
}

function text(
  titles: Titles,
  found: SelectionDiff,
  arch: string | undefined,
  forecaster: Forecaster | undefined,
): string {
  const place = ({ location }: Spec): string => `${location.file}:${location.line}`;
  const passed = (spec: Spec): string => {
    const said = passesOf(spec, arch, forecaster);
    return said === '' ? '' : `, ${said}`;
  };
  return [
    `from ${titles.before} to ${titles.after}: ${counts(found)}`,
    ...times(found, forecaster),
    ...found.gained.map((spec) => `+ ${spec.text}  (${place(spec)}${passed(spec)})`),
    ...found.lost.map((spec) => `- ${spec.text}  (${place(spec)})`),
    ...found.moved.map(
      ({ before, after }) => `~ ${before.text}  (${place(before)}) is now ${after.text}  (${place(after)})`,
    ),
  ]
    .map((line) => `${oneLine(line)}\n`)
    .join('');
}

/** Number of rows that fit into a comment on GitHub, of 65,536 characters. */
const MAX_ROWS = 100;

function markdown(
  titles: Titles,
  found: SelectionDiff,
  arch: string | undefined,
  forecaster: Forecaster | undefined,
): string {
  const section = (title: string, rows: readonly string[]): string =>
    rows.length === 0
      ? ''
      : `\n<details><summary>${rows.length} ${title}</summary>\n\n${rows.slice(0, MAX_ROWS).join('')}${rows.length > MAX_ROWS ? `- and ${rows.length - MAX_ROWS} more\n` : ''}\n</details>\n`;
  const row = (spec: Spec, more = ''): string =>
    `- ${inline(spec.text.slice(0, 300))} (${inline(`${spec.location.file}:${spec.location.line}`)}${more === '' ? '' : `, ${more}`})\n`;
  return [
    `**${inline(titles.before)} → ${inline(titles.after)}**: ${counts(found)}\n`,
    ...times(found, forecaster).map((time) => `\n${inline(time)}\n`),
    section(
      'gained',
      found.gained.map((spec) => row(spec, passesOf(spec, arch, forecaster))),
    ),
    section(
      'lost',
      found.lost.map((spec) => row(spec)),
    ),
    section(
      'moved',
      found.moved.map(({ before, after }) => row(after, `was ${inline(before.text.slice(0, 300))}`)),
    ),
  ].join('');
}

const diffDocument = (
  titles: Titles,
  found: SelectionDiff,
  arch: string | undefined,
  forecaster: Forecaster | undefined,
): object => ({
  schemaVersion: SCHEMA_VERSION,
  ...titles,
  arch: arch ?? null,
  kept: found.kept,
  gained: found.gained.map((spec) => ({ ...specDocument(spec), passes: forecaster?.passesOf(spec) ?? null })),
  lost: found.lost.map(specDocument),
  moved: found.moved.map(({ before, after }) => ({
    before: specDocument(before),
    after: specDocument(after),
  })),
  forecast: {
    gained: forecaster?.predict(found.gained) ?? null,
    lost: forecaster?.predict(found.lost) ?? null,
  },
});
