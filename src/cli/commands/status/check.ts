import { resolve } from 'node:path';
import type { Drift } from '../../../checks/drift/types.ts';
import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { type Context, createViewer, printJson } from '../../shared/context.ts';
import { decideDocuments } from '../../shared/decisions.ts';
import { driftIn } from '../../shared/drift.ts';
import { printTable } from '../../shared/table.ts';
import { timeOf } from '../../shared/time-option.ts';
import type { StatusCheckOptions } from './command.ts';

/** Prints everything in the status documents that is not as they say. Exits 1 when there is anything. */
export async function checkStatus(context: Context, options: StatusCheckOptions): Promise<ExitCode> {
  const asOf = timeOf('--as-of', options.asOf) ?? new Date().toISOString();
  const viewer = await createViewer(context, options);
  const decided = await decideDocuments(context, viewer, options, asOf, []);
  const drift = await driftIn(viewer, decided, asOf);
  if (options.json === true || options.format === 'json')
    printJson(context, { schemaVersion: SCHEMA_VERSION, asOf, drift });
  else if (options.format === 'text')
    for (const each of drift) context.print(`${oneLine(describeDrift(each))}\n`);
  else
    printTable(
      context,
      ['at', 'finding', 'what', 'what to do'],
      drift.map(({ file, place, code, reason, remedy }) => [
        { text: `${file}:${place.line}:${place.column}`, path: resolve(context.cwd, file) },
        code,
        reason,
        remedy,
      ]),
      options.format,
    );
  context.note(`${decided.length} documents, ${drift.length} findings`);
  return drift.length === 0 ? EXIT.ok : EXIT.notFine;
}

const describeDrift = ({ file, place, code, reason, remedy }: Drift): string =>
  `${file}:${place.line}:${place.column}: ${code}: ${reason}; ${remedy}`;
