import { SuiteReportError } from '../types.ts';

/**
 * Typed access to an object of a report from a stranger: every field has the expected type, or a fallback where
 * it is absent or `null`, or the report is refused. By hand, because a schema library takes longer to validate
 * KubeVirt's report than all else that `list` does.
 */
export type Fields = {
  readonly text: (key: string, fallback?: string) => string;
  readonly number: (key: string, fallback?: number) => number;
  readonly flag: (key: string, fallback?: boolean) => boolean;
  readonly object: (key: string) => Fields;
  readonly optionalObject: (key: string) => Fields | undefined;
  /** Empty where absent, as the lists below. */
  readonly texts: (key: string) => readonly string[];
  readonly lists: (key: string) => readonly (readonly string[])[];
  readonly objects: (key: string) => readonly Fields[];
};

/** Reads a list of objects. Throws `SuiteReportError` where the text is none, or ends early. */
export function readJson(text: string): readonly Fields[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SuiteReportError(
      `not JSON, or cut off, at ${text.length} characters: ${(error as Error).message}`,
    );
  }
  return listOf(json, 'the report', fieldsOf);
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(name, 'an object');
  const record = value as Readonly<Record<string, unknown>>;
  const plain =
    <T>(type: 'string' | 'number' | 'boolean', noun: string) =>
    (key: string, fallback?: T): T => {
      const field = record[key] ?? fallback;
      return typeof field === type ? (field as T) : refuse(`${name}.${key}`, noun);
    };
  return {
    text: plain<string>('string', 'text'),
    number: plain<number>('number', 'a number'),
    flag: plain<boolean>('boolean', 'true or false'),
    object: (key) => fieldsOf(record[key], key),
    optionalObject: (key) =>
      record[key] === undefined || record[key] === null ? undefined : fieldsOf(record[key], key),
    texts: (key) => textsOf(record[key], key),
    lists: (key) => listOf(record[key], key, textsOf),
    objects: (key) => listOf(record[key], key, fieldsOf),
  };
}

function listOf<T>(value: unknown, name: string, read: (item: unknown, name: string) => T): readonly T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map((item) => read(item, name)) : refuse(name, 'a list');
}

const textsOf = (value: unknown, name: string): readonly string[] =>
  listOf(value, name, (item) => (typeof item === 'string' ? item : refuse(name, 'a list of texts')));

const refuse = (name: string, expected: string): never => {
  throw new SuiteReportError(`not a Ginkgo report: found something else for ${name}, expected ${expected}`);
};
