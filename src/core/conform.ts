import type * as z from 'zod';
import { InputError, type InputKind } from './errors.ts';
import { oneLine } from './terminal.ts';

/**
 * Takes a value from a stranger as a schema has it.
 *
 * @param expected what the value is not, in words: `no run report of this version`.
 * @throws InputError with the first thing that differs, and the keys that lead to it.
 */
export function conform<T>(schema: z.ZodType<T>, value: unknown, kind: InputKind, expected: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues as [z.core.$ZodIssue];
  const path = issue.path.join('.');
  const found = issue.code === 'invalid_value' ? `, found ${shownValue(value, issue.path)}` : '';
  const complaint = oneLine(`${expected}: ${path || 'the whole'}: ${issue.message}${found}`);
  throw new InputError(kind, complaint, { path });
}

/** A value within a document as messages show it, cut off where it is long. */
function shownValue(document: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<PropertyKey, unknown>>)[key],
    document,
  );
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(value).slice(0, 60);
}
