import { placeOfJsonError } from '../core/json.ts';
import { SuiteReportError } from './types.ts';

/**
 * Typed access to the objects of a report from a stranger: every field has the expected type, or a fallback where
 * it is absent or `null`, or the report is refused. Plain functions, because a schema library takes longer to
 * validate KubeVirt's report than all else that `list` does.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads a list of objects. Throws `SuiteReportError` where the text is none, or ends early. */
export const readJson = (report: string): readonly Fields[] =>
  objects({ 'the report': parseReport(report) }, 'the report');

/** Reads one object; throws as `readJson` does. */
export const readJsonObject = (report: string): Fields =>
  object({ 'the report': parseReport(report) }, 'the report');

function parseReport(report: string): unknown {
  try {
    return JSON.parse(report);
  } catch (error) {
    const { message } = error as SyntaxError;
    throw new SuiteReportError(
      `not JSON, or cut off, at ${report.length} characters: ${message}`,
      placeOfJsonError(message, report),
    );
  }
}

export function text(fields: Fields, key: string, fallback?: string): string {
  const value = fields[key] ?? fallback;
  return typeof value === 'string' ? value : refuse(key, 'text');
}

export function number(fields: Fields, key: string, fallback?: number): number {
  const value = fields[key] ?? fallback;
  return typeof value === 'number' ? value : refuse(key, 'a number');
}

export function flag(fields: Fields, key: string, fallback?: boolean): boolean {
  const value = fields[key] ?? fallback;
  return typeof value === 'boolean' ? value : refuse(key, 'true or false');
}

export function object(fields: Fields, key: string): Fields {
  return optionalObject(fields, key) ?? refuse(key, 'an object');
}

export function optionalObject(fields: Fields, key: string): Fields | undefined {
  const value = fields[key];
  if (value === undefined || value === null) return undefined;
  return isObject(value) ? value : refuse(key, 'an object');
}

export function objects(fields: Fields, key: string): readonly Fields[] {
  const items = list(fields, key);
  return items.every(isObject) ? items : refuse(key, 'a list of objects');
}

export function texts(fields: Fields, key: string): readonly string[] {
  const items = list(fields, key);
  return items.every(isText) ? items : refuse(key, 'a list of texts');
}

/** A list of lists of texts, any of which may be `null`. */
export const textLists = (fields: Fields, key: string): readonly (readonly string[])[] =>
  list(fields, key).map((item) => texts({ [key]: item }, key));

function list(fields: Fields, key: string): readonly unknown[] {
  const value = fields[key];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : refuse(key, 'a list');
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const refuse = (key: string, expected: string): never => {
  throw new SuiteReportError(`not such a report: found something else for ${key}, expected ${expected}`, {
    path: key,
  });
};
