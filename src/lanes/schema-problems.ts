import type * as z from 'zod';
import { didYouMean, type Problem } from '../core/errors.ts';
import { type Path, positionOf, problemAt, problemIn } from './config.ts';
import type { YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;

/** Says each finding of a schema as `found …, expected …`, at its place in the file. */
export const describeIssues = (
  schema: z.core.$ZodType,
  issues: readonly Issue[],
  yaml: YamlFile,
): readonly Problem[] => issues.flatMap((issue) => describeIssue(schema, issue, yaml));

function describeIssue(schema: z.core.$ZodType, issue: Issue, yaml: YamlFile): readonly Problem[] {
  const path = issue.path as Path;
  const atKey = (keyPath: Path, message: string): Problem =>
    problemAt(yaml.file, yaml.keyPositions[JSON.stringify(keyPath)] ?? positionOf(yaml, keyPath), message);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path, yaml.value);
    const expected = `expected one of ${known.join(', ')}`;
    return issue.keys.map((key) =>
      atKey([...path, key], `found the unknown key "${key}", ${expected}${didYouMean(key, known)}`),
    );
  }
  if (issue.code === 'invalid_key')
    return [atKey(path, `found the name ${show(path.at(-1))}, ${issue.issues[0]?.message}`)];
  const value = valueAt(yaml.value, path);
  const message =
    value === undefined && path.length > 0
      ? `the key "${path.at(-1)}" is missing, expected ${expectation(issue)}`
      : `found ${show(value)}, ${foundAndExpected(issue, value)}`;
  return [problemIn(yaml, path, message)];
}

function foundAndExpected(issue: Issue, value: unknown): string {
  const guess = didYouMean(`${value}`, wordsOf(issue));
  const text = expectation(issue);
  return `${text.startsWith('expected') ? text : `expected ${text}`}${guess}`;
}

/** Messages of our own schemas begin with "expected"; zod's own are replaced. */
function expectation(issue: Issue): string {
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined)
    return `one of ${wordsOf(issue)
      .map((word) => JSON.stringify(word))
      .join(', ')}`;
  if (issue.code === 'invalid_type') return TYPE_NAMES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value')
    return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'too_small')
    return `at least ${issue.minimum}${issue.origin === 'string' ? ' character' : ''}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  return issue.message;
}

/** Words of which an issue expects one. */
const wordsOf = (issue: Issue): readonly string[] =>
  issue.code === 'invalid_value'
    ? issue.values.map(String)
    : issue.code === 'invalid_union' && 'options' in issue
      ? (issue.options ?? []).map(String)
      : [];

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  object: 'keys and values',
  record: 'keys and values',
  array: 'a list',
};

/** The keys that a strict object knows at a path of the document. */
function knownKeys(schema: z.core.$ZodType, path: Path, value: unknown): string[] {
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  switch (definition.type) {
    case 'optional':
    case 'default':
      return knownKeys(definition.innerType, path, value);
    case 'record':
      return knownKeys(definition.valueType, path.slice(1), inside(value, path[0]));
    case 'array':
      return knownKeys(definition.element, path.slice(1), inside(value, path[0]));
    case 'object': {
      const [first, ...rest] = path;
      const next = first === undefined ? undefined : definition.shape[first];
      return next === undefined ? Object.keys(definition.shape) : knownKeys(next, rest, inside(value, first));
    }
    case 'union': {
      const chosen = definition.options.find((option) => isMeant(option, value));
      return chosen === undefined ? [] : knownKeys(chosen, path, value);
    }
    default:
      return [];
  }
}

/** Whether a form of several is the one that a value's `kind` names. */
function isMeant(option: z.core.$ZodType, value: unknown): boolean {
  const { def } = (option as z.core.$ZodTypes)._zod;
  if (def.type !== 'object') return false;
  const kind = (def.shape['kind'] as z.core.$ZodTypes | undefined)?._zod.def;
  return kind?.type === 'literal' && kind.values.some((known) => known === inside(value, 'kind'));
}

const inside = (value: unknown, key: string | number | undefined): unknown =>
  typeof value === 'object' && value !== null && key !== undefined ? (value as never)[key] : undefined;

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) value = inside(value, key);
  return value;
}

function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys and values';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
