import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { conform } from '../../core/conform.ts';
import { readingFile, usageError } from '../../core/errors.ts';
import { parseJson } from '../../core/json.ts';
import { MAX_REPORT_BYTES, readReportText } from '../../system/bounded-read.ts';
import { readJUnitRun } from './junit.ts';
import { type Admission, type Claims, reportedTime } from './types.ts';

const seconds = z.int().min(0).max(4_000_000_000);

/** Schema of `started.json`; fields that we don't read may be anything. */
const startedSchema = z.object({ timestamp: seconds, 'repo-commit': z.string().optional() });
const finishedSchema = z.object({
  timestamp: seconds,
  passed: z.boolean().optional(),
  result: z.string().optional(),
});

/** Whether a folder holds the artifacts of a job of Prow. */
export const isProwFolder = (folder: string): boolean => existsSync(join(folder, 'started.json'));

/** Takes a run from a job's artifacts: `started.json`, `finished.json`, `artifacts/junit*.xml`. */
export async function readProwRun(folder: string, claims: Claims): Promise<Admission> {
  const started = readJson(join(folder, 'started.json'), startedSchema);
  const finishedPath = join(folder, 'finished.json');
  // A job that was killed leaves none: nobody knows how it ended.
  const finished = existsSync(finishedPath) ? readJson(finishedPath, finishedSchema) : undefined;
  const files = junitFiles(join(folder, 'artifacts'));
  if (files.length === 0) throw usageError(`${folder}/artifacts: found no junit*.xml`);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  if (bytes > MAX_REPORT_BYTES)
    throw usageError(
      `${folder}/artifacts: found ${bytes} bytes of JUnit XML, expected at most ${MAX_REPORT_BYTES}`,
    );
  const admission = await readJUnitRun(
    files.map((file) => readReportText(file)),
    {
      ...claims,
      exitCode: claims.exitCode ?? exitCodeOf(finished),
      commit: claims.commit ?? started['repo-commit'] ?? null,
      startedAt: iso(started.timestamp),
    },
    'prow',
  );
  if (finished === undefined || isEnded(finished.result))
    return finished === undefined ? admission : { ...admission, run: withEnd(admission, finished.timestamp) };
  const { run, notes } = admission;
  const header = {
    ...run.header,
    endedAt: iso(finished.timestamp),
    verdict: 'inconclusive' as const,
    reasons: [`Prow calls the job ${finished.result}`],
  };
  return { run: { ...run, header }, notes };
}

const withEnd = ({ run }: Admission, timestamp: number): Admission['run'] => ({
  ...run,
  header: { ...run.header, endedAt: iso(timestamp) },
});

const isEnded = (result: string | undefined): boolean =>
  result === undefined || result === 'SUCCESS' || result === 'FAILURE';

function exitCodeOf(finished: z.infer<typeof finishedSchema> | undefined): number | null {
  if (finished === undefined) return null;
  const passed = finished.passed ?? finished.result === 'SUCCESS';
  return passed ? 0 : 1;
}

const iso = (timestamp: number): string => reportedTime(timestamp * 1000);

/** Paths of the JUnit files as Prow finds them: in the folder itself, by name. A link could lead anywhere. */
const junitFiles = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^junit.*\.xml$/.test(name))
        .toSorted()
        .map((name) => join(folder, name))
        .filter((path) => lstatSync(path).isFile())
    : [];

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  const [text, expected] = [readReportText(path), 'not what Prow writes'];
  return readingFile(path, () =>
    conform(schema, parseJson(text, 'prow', `${expected}: not JSON`), 'prow', expected),
  );
}
