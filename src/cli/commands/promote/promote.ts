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
    const { documents, outcome, url } = await proposeDocuments(context, viewer.config, make);
    printResult(context, options, asOf, documents, { outcome, url });
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

type Proposed = { readonly outcome: string; readonly url: string | null };

function printResult(
  context: Context,
  options: PromoteOptions,
  asOf: string,
  documents: readonly EditedDocument[],
  pullRequest: Proposed | null,
): void {
  const diff = documents.map(diffOf).join('');
  for (const { document, decisions, runs, lanes } of documents) {
    for (const each of runs) context.note(oneLine(`${document.file}: ${each}`));
    for (const decision of decisions) context.note(oneLine(describe(document.file, decision)));
    for (const { lane, to } of lanes)
      context.note(
        oneLine(
          `${document.file}: the lane ${lane} ${to === 'active' ? 'runs, and is listed' : 'does not run, and is listed no more'}`,
        ),
      );
    context.note(oneLine(summary(document.file, decisions)));
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
      decisions: decisions.map(({ entry, ...decision }) => ({ ...decision, place: entry.place })),
      lanes,
    })),
    diff,
    pullRequest,
  });
}

const diffOf = ({ document, after }: EditedDocument): string =>
  after === document.text
    ? ''
    : createTwoFilesPatch(`a/${document.file}`, `b/${document.file}`, document.text, after).replace(
        /^=+\n/,
        '',
      );

function describe(file: string, { entry, feature, arch, outcome, from, to, reason }: Decision): string {
  const place = `${file}:${entry.place.line}:${entry.place.column}`;
  const standing =
    outcome === 'keep' || outcome === 'finding'
      ? formatStanding(from)
      : `${formatStanding(from)} → ${formatStanding(to)}`;
  return `${place}: ${outcome}: ${feature} on ${arch}: ${standing}: ${reason}`;
}

function summary(file: string, decisions: readonly Decision[]): string {
  const counts = [...Map.groupBy(decisions, ({ outcome }) => outcome)].map(
    ([outcome, group]) => `${group.length} ${outcome}`,
  );
  return `${file}: ${decisions.length} rows: ${counts.join(', ') || 'none'}`;
}
