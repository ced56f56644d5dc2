import { readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { MagicString } from 'magic-string';
import { formatGithub, formatText, sarifDocument } from '../../checks/lint/formats.ts';
import { lint } from '../../checks/lint/index.ts';
import type { Finding, Fix, LintInput } from '../../checks/lint/types.ts';
import { amount } from '../../core/amount.ts';
import { machineArch } from '../../core/architectures.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { SCHEMA_VERSION } from '../../core/types.ts';
import { suiteSettings } from '../../lanes/config.ts';
import { selectSpecs } from '../../planning/selection/select.ts';
import { inventoryReference } from '../../runner/inventory.ts';
import { writeFileAtomic } from '../../system/files.ts';
import { type CommonOptions, type Context, createViewer, printJson, type Viewer } from '../shared/context.ts';
import { suiteOf } from '../shared/lanes.ts';
import { readSuiteFolder } from '../shared/source-views.ts';

export type LintOptions = CommonOptions & {
  readonly suite?: string;
  readonly fix?: boolean;
  readonly format: 'text' | 'github' | 'sarif' | 'json';
};

/** Prints what is not right about lanes, rules and specs. Exits 1 when there is anything. */
export async function lintSuite(context: Context, options: LintOptions): Promise<ExitCode> {
  const first = lint(await lintInput(context, await createViewer(context, options), options));
  const fixes = first.flatMap(({ fix }) => fix ?? []);
  if (options.fix === true) applyFixes(context, fixes);
  const findings =
    options.fix === true && fixes.length > 0
      ? lint(await lintInput(context, await createViewer(context, options), options))
      : first;
  if (options.json === true || options.format === 'json')
    printJson(context, { schemaVersion: SCHEMA_VERSION, findings: findings.map(findingDocument) });
  else if (options.format === 'sarif') printJson(context, sarifDocument(findings, context.version));
  else context.print(options.format === 'github' ? formatGithub(findings) : formatText(findings));
  const fixable = findings.filter(({ fix }) => fix !== undefined).length;
  context.note(
    `${amount(findings.length, 'finding')}${fixable > 0 ? `, ${fixable} of them can be mended by --fix` : ''}`,
  );
  return findings.length === 0 ? EXIT.ok : EXIT.notFine;
}

const findingDocument = ({ fix, ...finding }: Finding): object => ({
  ...finding,
  fixable: fix !== undefined,
});

/** What lint looks at: a suite, its source where there is one, and its lanes. */
export async function lintInput(
  context: Context,
  viewer: Viewer,
  options: Pick<LintOptions, 'suite' | 'inventory'>,
): Promise<LintInput> {
  const { config } = viewer;
  const suite = suiteOf(config, options);
  const settings = suiteSettings(config, suite);
  const path =
    options.inventory === undefined
      ? resolve(config.root, settings.path)
      : inventoryReference(context.cwd, options.inventory).path;
  const isFolder =
    settings.kind === 'ginkgo' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  // The source says more than a listing: labels that nobody uses, files in no suite, a focus.
  const read = isFolder
    ? await readSuiteFolder(context, config, suite, machineArch(), options.inventory)
    : undefined;
  const { specs } = read ?? (await viewer.inventoryOf(suite));
  return {
    config,
    suite,
    specs,
    lanes: [...config.lanes.keys()]
      .map((name) => viewer.look(name))
      .filter(({ resolved: { lane } }) => lane.suite === suite)
      .map(({ resolved: { lane }, criteria }) => ({
        lane,
        criteria,
        selection: selectSpecs(specs, criteria),
      })),
    ...(read === undefined ? {} : { source: read.source, code: read.code }),
    fileOf: (name) =>
      read === undefined ? name : relative(context.cwd, join(read.code.root, name)).split(sep).join('/'),
    today: new Date().toISOString().slice(0, 10),
  };
}

/** Each file is written once and whole; one that changed meanwhile is left alone. */
function applyFixes(context: Context, fixes: readonly Fix[]): void {
  for (const [path, inFile] of Map.groupBy(fixes, (fix) => fix.path)) {
    const text = readFileSync(path, 'utf8');
    const edited = new MagicString(text);
    for (const { start, end, before, after } of inFile) {
      if (text.slice(start, end) !== before) continue;
      if (after === '') edited.remove(start, end);
      else edited.overwrite(start, end, after);
    }
    writeFileAtomic(path, edited.toString());
    context.note(`written: ${relative(context.cwd, path) || path}`);
  }
}
