import type * as z from 'zod';
import { didYouMean, type Problem } from '../errors.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;

/** Says each finding of a schema as `found …, expected …`, at its place in the file. */
export function describeIssues(schema: z.core.$ZodType, issues: readonly Issue[], yaml: YamlFile): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(schema, path, key, yaml));
    if (issue.code === 'invalid_key')
      return [
        {
          file: yaml.file,
          ...yaml.positionOfKey(path),
          message: `found the name ${show(path.at(-1))}, ${issue.issues[0]?.message}`,
        },
      ];
    const value = valueAt(yaml.value, path);
    if (value === undefined && path.length > 0) {
      const message = `the key "${path.at(-1)}" is missing, expected ${expectation(issue)}`;
      return [{ file: yaml.file, ...yaml.positionOf(path), message }];
    }
    return [
      {
        file: yaml.file,
        ...yaml.positionOf(path),
        message: `found ${show(value)}, ${describe(issue, value)}`,
      },
    ];
  });
}

function unknownKey(schema: z.core.$ZodType, path: Path, key: string, yaml: YamlFile): Problem {
  const known = knownKeys(schema, path);
  const message = `found the unknown key "${key}", expected one of ${known.join(', ')}${didYouMean(key, known)}`;
  return { file: yaml.file, ...yaml.positionOfKey([...path, key]), message };
}

function describe(issue: Issue, value: unknown): string {
  const guess = issue.code === 'invalid_value' ? didYouMean(`${value}`, issue.values.map(String)) : '';
  const text = expectation(issue);
  return `${text.startsWith('expected') ? text : `expected ${text}`}${guess}`;
}

/** Messages of our own schemas begin with "expected"; zod's own are replaced. */
function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPE_NAMES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value')
    return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'too_small')
    return `at least ${issue.minimum}${issue.origin === 'string' ? ' character' : ''}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  return issue.message;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  object: 'keys and values',
  record: 'keys and values',
  array: 'a list',
};

/** The keys that a strict object knows at a path of the document. */
function knownKeys(schema: z.core.$ZodType, path: Path): string[] {
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  switch (definition.type) {
    case 'optional':
    case 'default':
      return knownKeys(definition.innerType, path);
    case 'record':
      return knownKeys(definition.valueType, path.slice(1));
    case 'array':
      return knownKeys(definition.element, path.slice(1));
    case 'object': {
      const [first, ...rest] = path;
      const next = first === undefined ? undefined : definition.shape[first];
      return next === undefined ? Object.keys(definition.shape) : knownKeys(next, rest);
    }
    default:
      return [];
  }
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path)
    value = typeof value === 'object' && value !== null ? (value as never)[key] : undefined;
  return value;
}

function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys and values';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
