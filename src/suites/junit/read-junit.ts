import { SaxesParser } from 'saxes';
import { InputError } from '../../core/errors.ts';

/** A `<testcase>`. An element that is there decides the state; none of them does not mean that it ran. */
export type JUnitCase = {
  readonly name: string;
  readonly className: string;
  readonly seconds: number;
  readonly state: 'bare' | 'failure' | 'error' | 'skipped';
  /** The `type` of its failure or error. */
  readonly type: string | null;
  readonly message: string;
  /** The text of its failure or error. */
  readonly details: string;
  readonly properties: Readonly<Record<string, string>>;
};

/** A `<testsuite>` with the test cases that are directly in it. */
export type JUnitSuite = {
  readonly name: string;
  /** Time of its start, as it was written; empty where it was not. */
  readonly timestamp: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly JUnitCase[];
};

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type OpenCase = Mutable<Omit<JUnitCase, 'properties'>> & { properties: Record<string, string> };
type OpenSuite = { name: string; timestamp: string; properties: Record<string, string>; cases: OpenCase[] };

const RESULTS = ['failure', 'error', 'skipped'] as const;

/**
 * Reads JUnit XML in any of its dialects. Suites within suites come after their parents.
 *
 * @throws InputError with line and column where the text is no XML, or ends early.
 */
export function readJUnit(text: string): readonly JUnitSuite[] {
  const parser = new SaxesParser();
  const suites: OpenSuite[] = [];
  const open: OpenSuite[] = [];
  let current: OpenCase | undefined;
  let property: string | undefined;
  let collected = '';

  parser.on('error', ({ message }) => {
    const place = { line: parser.line, column: Math.max(1, parser.column) };
    // It begins with the same place.
    throw new InputError('junit', `no JUnit XML: ${message.trim().replace(/^\d+:\d+: /, '')}`, place);
  });
  parser.on('opentag', ({ name, attributes }) => {
    collected = '';
    const { name: title = '', value } = attributes;
    if (name === 'testsuite') {
      const suite: OpenSuite = {
        name: title,
        timestamp: attributes['timestamp'] ?? '',
        properties: emptyRecord(),
        cases: [],
      };
      suites.push(suite);
      open.push(suite);
    } else if (name === 'testcase') {
      current = {
        name: title,
        className: attributes['classname'] ?? '',
        seconds: Number(attributes['time'] ?? 0),
        state: 'bare',
        type: null,
        message: '',
        details: '',
        properties: emptyRecord(),
      };
      open.at(-1)?.cases.push(current);
    } else if (name === 'property') {
      property = title;
      if (value !== undefined) setProperty(title, value);
    } else if (current !== undefined && isResult(name)) {
      current.state = name;
      current.type = attributes['type'] ?? null;
      current.message = attributes['message'] ?? '';
    }
  });
  const setProperty = (name: string, value: string): void => {
    const owner = current ?? open.at(-1);
    if (owner !== undefined) owner.properties[name] = value;
  };
  const collect = (chunk: string): void => {
    collected += chunk;
  };
  parser.on('text', collect);
  parser.on('cdata', collect);
  parser.on('closetag', ({ name, attributes }) => {
    if (name === 'testsuite') open.pop();
    if (name === 'property' && attributes['value'] === undefined && property !== undefined)
      setProperty(property, collected);
    if (current !== undefined && isResult(name)) current.details = collected;
    if (name === 'testcase') current = undefined;
    collected = '';
  });
  parser.write(text).close();
  return suites;
}

const isResult = (name: string): name is (typeof RESULTS)[number] =>
  (RESULTS as readonly string[]).includes(name);

/** A record without a prototype: names come from strangers, and `__proto__` must be one like any other. */
const emptyRecord = (): Record<string, string> => Object.create(null) as Record<string, string>;
