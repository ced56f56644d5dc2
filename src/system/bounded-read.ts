import { readFileSync, statSync } from 'node:fs';
import { usageError } from '../core/errors.ts';

/**
 * Size of the largest report that is read, in bytes. KubeVirt's have some megabytes; what is made of a report in memory
 * is several times its size.
 */
export const MAX_REPORT_BYTES = 256 * 1024 * 1024;

export const readReportText = (path: string): string => readReportBytes(path).toString('utf8');

export function readReportBytes(path: string): Buffer<ArrayBuffer> {
  const stats = statSync(path);
  if (stats.isDirectory()) throw usageError(`${path}: found a folder, expected a file`);
  const { size } = stats;
  if (size > MAX_REPORT_BYTES)
    throw usageError(`${path}: found ${size} bytes, expected at most ${MAX_REPORT_BYTES}`);
  return readFileSync(path);
}
