import { createTwoFilesPatch } from 'diff';
import { EXIT, type ExitCode, InputError, infrastructureError, usageError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { changesOf } from '../../../promotion/changes.ts';
import type { Decision, Refusal } from '../../../promotion/types.ts';
import { EditError, editStatus } from '../../../status/edit.ts';
import { formatStanding } from '../../../status/standing.ts';
import { writeFileAtomic } from '../../../system/files.ts';
import { type Context, createViewer, printJson } from '../../shared/context.ts';
import { type DecidedDocument, decideDocuments, type EditedDocument } from '../../shared/decisions.ts';
import { timeOf } from '../../shared/time-option.ts';
import type { PromoteOptions } from './command.ts';

/** Decides about every row, and shows, writes or proposes what follows. */
export async function promote(context: Context, options: PromoteOptions): Promise<ExitCode> {
  if (options.write === true && options.pullRequest === true)
    throw usageError('found --write and --pull-request, expected one of them');
  const asOf = timeOf('--as-of', options.asOf) ?? new Date().toISOString();
  const viewer = await createViewer(context, options);
  const make = async (refusals: readonly Refusal[]): Promise<readonly EditedDocument[]> => {
    const decided = await decideDocuments(context, viewer, options, asOf, refusals);
    return Promise.all(decided.map(edit));
  };
  if (options.pullRequest === true) {
    const { proposeDocuments } = await import('./propose.ts');
    const { documents, effect, url } = await proposeDocuments(context, viewer.config, make);
    printResult(context, options, asOf, documents, { outcome: effect, url });
    return EXIT.ok;
  }
  const documents = await make([]);
  printResult(context, options, asOf, documents, null);
  if (options.write === true)
    for (const { document, after } of documents)
      if (after !== document.text) {
        writeFileAtomic(document.path, after);
        context.note(`written: ${document.file}`);
      }
  return EXIT.ok;
}

async function edit(decided: DecidedDocument): Promise<EditedDocument> {
  const { document, decisions, lanes } = decided;
  try {
    const after = await editStatus(document.text, document.settings, changesOf(decisions, lanes));
    return { ...decided, after };
  } catch (error) {
    if (error instanceof EditError)
      throw infrastructureError(`${document.file}: nothing was written, because ${error.message}`, error);
    throw error instanceof InputError ? error.in(document.file) : error;
  }
}

type PrintedPullRequest = { readonly outcome: string; readonly url: string | null };

function printResult(
  context: Context,
  options: PromoteOptions,
  asOf: string,
  documents: readonly EditedDocument[],
  pullRequest: PrintedPullRequest | null,
): void {
  const diff = documents.map(diffOf).join('');
  for (const { document, decisions, runs, lanes } of documents) {
    for (const each of runs) context.note(oneLine(`${document.file}: ${each}`));
    for (const decision of decisions) context.note(oneLine(describeDecision(document.file, decision)));
    for (const { lane, to } of lanes)
      context.note(
        oneLine(
          `${document.file}: the lane ${lane} ${to === 'active' ? 'runs, and is listed' : 'does not run, and is listed no more'}`,
        ),
      );
    context.note(oneLine(summarise(document.file, decisions)));
  }
  if (pullRequest !== null)
    context.note(
      `pull request: ${pullRequest.outcome}${pullRequest.url === null ? '' : ` ${pullRequest.url}`}`,
    );
  if (options.json !== true) return context.print(diff);
  printJson(context, {
    schemaVersion: SCHEMA_VERSION,
    asOf,
    documents: documents.map(({ document, decisions, runs, lanes }) => ({
      file: document.file,
      runs,
      decisions: decisions.map(decisionDocument),
      lanes,
    })),
    diff,
    pullRequest,
  });
}

/** The form of a decision in printed documents, which call its action its outcome. */
const decisionDocument = ({ feature, arch, code, action, entry, ...rest }: Decision) => ({
  feature,
  arch,
  code,
  outcome: action,
  ...rest,
  place: entry.place,
});

const diffOf = ({ document, after }: EditedDocument): string =>
  after === document.text
    ? ''
    : createTwoFilesPatch(`a/${document.file}`, `b/${document.file}`, document.text, after).replace(
        /^=+\n/,
        '',
      );

function describeDecision(
  file: string,
  { entry, feature, arch, action, from, to, reason }: Decision,
): string {
  const place = `${file}:${entry.place.line}:${entry.place.column}`;
  const standing =
    action === 'keep' || action === 'finding'
      ? formatStanding(from)
      : `${formatStanding(from)} → ${formatStanding(to)}`;
  return `${place}: ${action}: ${feature} on ${arch}: ${standing}: ${reason}`;
}

function summarise(file: string, decisions: readonly Decision[]): string {
  const counts = [...Map.groupBy(decisions, ({ action }) => action)].map(
    ([action, group]) => `${group.length} ${action}`,
  );
  return `${file}: ${decisions.length} rows: ${counts.join(', ') || 'none'}`;
}
