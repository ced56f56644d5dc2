import { usageError } from '../../core/errors.ts';

/** Time that the user gives, as ISO 8601 in UTC; `null` where none is given. */
export function timeOf(option: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  const time = new Date(value);
  if (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(time.getTime())) return time.toISOString();
  throw usageError(
    `${option}: found ${JSON.stringify(value)}, expected a time such as 2026-11-21T08:00:00Z, or a day`,
  );
}
