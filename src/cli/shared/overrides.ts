import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { usageError } from '../../core/errors.ts';
import type { Overrides } from '../../lanes/resolve.ts';
import { runSchema } from '../../lanes/schema.ts';

const NUMBERS = ['seed', 'flakeAttempts', 'procs'] as const;
const KEYS = ['timeout', 'gracePeriod', ...NUMBERS] as const;

/** Values for a lane's `run` from the command line or, where that has none, from `LANEKEEPER_*`. */
export function readOverrides(command: CommandUnknownOpts): Overrides {
  const values: Record<string, unknown> = {};
  const names: Record<string, string> = {};
  for (const key of KEYS) {
    const text: unknown = command.getOptionValue(key);
    if (typeof text !== 'string') continue;
    const option = command.options.find((candidate) => candidate.attributeName() === key);
    const name = (command.getOptionValueSource(key) === 'env' ? option?.envVar : option?.long) ?? key;
    values[key] = isNumber(key) && /^\d+$/.test(text) ? Number(text) : text;
    names[key] = name;
    const parsed = runSchema.safeParse({ [key]: values[key] });
    const expected = isNumber(key) ? 'expected a whole number in range' : parsed.error?.issues[0]?.message;
    if (!parsed.success) throw usageError(`${name}: found ${JSON.stringify(text)}, ${expected}`);
  }
  const node: unknown = command.getOptionValue('node');
  if (typeof node !== 'string') return { run: values, names };
  names['node'] = command.getOptionValueSource('node') === 'env' ? 'LANEKEEPER_NODE' : '--node';
  return { run: values, node, names };
}

const isNumber = (key: (typeof KEYS)[number]): boolean => (NUMBERS as readonly string[]).includes(key);
