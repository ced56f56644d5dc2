import { resolve } from 'node:path';
import { DURATION, milliseconds } from '../../core/duration.ts';
import { usageError } from '../../core/errors.ts';
import { type Trace, traceCommand } from '../../planning/trace/sandbox.ts';
import { STAND_INS } from '../../planning/trace/stand-ins.ts';
import type { Context } from './context.ts';

/** Settings, as the user gives them, by which the command of a CI script is run with stand-ins. */
export type TraceSettings = {
  /** Path of the repository that is copied. */
  readonly root: string;
  readonly standIn?: readonly string[];
  readonly fail?: readonly string[];
  readonly timeout: string;
  /** Whether the user has looked at the stand-ins. */
  readonly yes?: boolean;
};

const standInsOf = ({ standIn }: TraceSettings): readonly string[] => [...STAND_INS, ...(standIn ?? [])];

/** Shows the user what would be called, before anything is. */
export function confirmTrace(settings: TraceSettings): void {
  if (settings.yes === true) return;
  throw usageError(
    `Instead of these, stand-ins would be called that do nothing: ${standInsOf(settings).join(', ')}.\nWhatever else the command calls runs as it is, in a copy of ${settings.root}, without network, and can write nowhere else. Add --yes if that is all it may do; --stand-in NAME adds another.`,
  );
}

export const traceWith = (
  { cwd }: Context,
  command: readonly [string, ...string[]],
  settings: TraceSettings,
  env: Readonly<Record<string, string>>,
): Promise<Trace> =>
  traceCommand({
    command,
    root: resolve(cwd, settings.root),
    standIns: standInsOf(settings),
    failing: settings.fail ?? [],
    env,
    timeoutMs: timeoutOf(settings.timeout),
  });

function timeoutOf(value: string): number {
  if (DURATION.test(value)) return milliseconds(value);
  throw usageError(`--timeout: found ${JSON.stringify(value)}, expected a duration such as 2m`);
}
