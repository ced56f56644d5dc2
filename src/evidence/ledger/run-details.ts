import type { Outcome } from '../../core/types.ts';
import type { IndexedRun } from './indexed-run.ts';
import type { RunDetails } from './run.ts';

/**
 * Reads the repeated attempts and the failures of a run from its file. Only a few lines have any, among thousands.
 * The index has held the file to its name already.
 */
export function failuresIn(
  { results }: Pick<IndexedRun, 'results'>,
  content: Buffer,
): Pick<RunDetails, 'attempts' | 'failures'> {
  const attempts = new Map<number, readonly Outcome[]>();
  const failures = new Map<number, string>();
  const lines = content.toString('utf8').split('\n');
  for (let place = 0; place < results.length; place += 1) {
    const line = lines[place + 1] ?? '';
    // Within a text, JSON would have these quotes escaped.
    if (!line.includes('"failure":"') && !/"attempts":\["\w+",/.test(line)) continue;
    const read = JSON.parse(line) as { attempts: readonly Outcome[]; failure?: string };
    if (read.attempts.length > 1) attempts.set(place, read.attempts);
    if (read.failure !== undefined) failures.set(place, read.failure);
  }
  return { attempts, failures };
}
