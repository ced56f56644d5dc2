import { amount } from '../../../core/amount.ts';
import { EXIT, type ExitCode, LanekeeperError, usageError } from '../../../core/errors.ts';
import { oneLine, safeLines } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { type Call, findFilters } from '../../../planning/trace/calls.ts';
import type { Trace } from '../../../planning/trace/sandbox.ts';
import { type Context, printJson } from '../../shared/context.ts';
import { confirmTrace, traceWith } from '../../shared/tracing.ts';
import type { TraceOptions } from './command.ts';

/** Runs a CI script with stand-ins for all that it would call, and reports the label filter that would reach Ginkgo. */
export async function trace(
  context: Context,
  command: readonly string[],
  options: TraceOptions,
): Promise<ExitCode> {
  const [program, ...args] = command;
  if (program === undefined)
    throw usageError('found no command, expected one after --: lanekeeper trace --yes -- automation/test.sh');
  confirmTrace(options);
  const traced = await traceWith(context, [program, ...args], options, variablesOf(options.env ?? []));
  const filters = findFilters(traced.calls);
  if (options.json === true)
    printJson(context, {
      schemaVersion: SCHEMA_VERSION,
      command,
      end: traced.end,
      filters: filters.map(({ labelFilter, from, call }) => ({
        labelFilter,
        from,
        call: lineOf(call),
        env: call.env,
      })),
      calls: traced.calls.map(lineOf),
    });
  else
    for (const { labelFilter, from, call } of filters)
      context.print(
        [
          `label filter: ${labelFilter}`,
          `from ${from} of the call: ${lineOf(call)}`,
          'with the environment:',
          ...Object.entries(call.env)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => `  ${name}=${value}`),
        ]
          .map((line) => `${oneLine(line)}\n`)
          .join(''),
      );
  context.note(`the command ${traced.end}; ${countCalls(traced)}`);
  if (filters.length > 0) return EXIT.ok;
  throw new LanekeeperError(
    EXIT.notFine,
    `no label filter would have reached Ginkgo. The last that the command printed:\n${safeLines(traced.tail.trim())}`,
  );
}

const lineOf = ({ name, args }: Call): string => [name, ...args].join(' ');

function countCalls({ calls }: Trace): string {
  const byName = [...Map.groupBy(calls, ({ name }) => name)].map(([name, all]) => `${name} ${all.length}`);
  return `${amount(calls.length, 'call')} of stand-ins${byName.length === 0 ? '' : `: ${byName.join(', ')}`}`;
}

function variablesOf(assignments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(assignment) ?? [];
      if (name === undefined || value === undefined)
        throw usageError(`--env: found ${JSON.stringify(assignment)}, expected NAME=VALUE`);
      return [name, value];
    }),
  );
}
