import { resolve } from 'node:path';
import { amount } from '../amount.ts';
import { milliseconds } from '../duration.ts';
import { EXIT, type ExitCode, LanekeeperError, usageError } from '../errors.ts';
import { oneLine, safeLines } from '../terminal.ts';
import { findFilters, type Call } from '../trace/calls.ts';
import { type Trace, traceCommand } from '../trace/sandbox.ts';
import { STAND_INS } from '../trace/stand-ins.ts';
import { SCHEMA_VERSION } from '../types.ts';
import { type Context, printJson } from './context.ts';

export type TraceOptions = {
  readonly root: string;
  readonly env?: readonly string[];
  readonly standIn?: readonly string[];
  readonly fail?: readonly string[];
  readonly timeout: string;
  /** The stand-ins were looked at. */
  readonly yes?: boolean;
  readonly json?: boolean;
};

/** Runs a CI script with stand-ins for all that it would call, and reports the label filter that would reach Ginkgo. */
export async function trace(
  context: Context,
  command: readonly string[],
  options: TraceOptions,
): Promise<ExitCode> {
  const [program, ...args] = command;
  if (program === undefined)
    throw usageError('found no command, expected one after --: lanekeeper trace --yes -- automation/test.sh');
  const standIns = [...STAND_INS, ...(options.standIn ?? [])];
  const list = `Instead of these, stand-ins would be called that do nothing: ${standIns.join(', ')}.`;
  if (options.yes !== true)
    throw usageError(
      `${list}\nWhatever else the command calls runs as it is, in a copy of ${options.root}, without network, and can write nowhere else. Add --yes if that is all it may do; --stand-in NAME adds another.`,
    );
  const traced = await traceCommand({
    command: [program, ...args],
    root: resolve(context.cwd, options.root),
    standIns,
    failing: options.fail ?? [],
    env: variablesOf(options.env ?? []),
    timeoutMs: timeoutOf(options.timeout),
  });
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

function timeoutOf(value: string): number {
  if (/^(?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/.test(value)) return milliseconds(value);
  throw usageError(`--timeout: found ${JSON.stringify(value)}, expected a duration such as 2m`);
}
