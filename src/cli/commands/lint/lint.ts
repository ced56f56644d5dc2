import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { MagicString } from 'magic-string';
import { formatFindings, formatGithub, sarifDocument } from '../../../checks/lint/formats.ts';
import { lint } from '../../../checks/lint/index.ts';
import type { Finding, Fix } from '../../../checks/lint/types.ts';
import { amount } from '../../../core/amount.ts';
import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { writeFileAtomic } from '../../../system/files.ts';
import { type Context, createViewer, printJson } from '../../shared/context.ts';
import { lintInput } from '../../shared/lint-input.ts';
import type { LintOptions } from './command.ts';

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
  else context.print(options.format === 'github' ? formatGithub(findings) : formatFindings(findings));
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

/** Writes the fixes, each file once and whole; one that changed meanwhile is left alone. */
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
