import { lstatSync } from 'node:fs';
import { usageError } from '../../core/errors.ts';
import { parseJson } from '../../core/json.ts';
import { readReportBytes, readReportText } from '../../system/bounded-read.ts';
import { digestOfBytes } from '../../system/digest-files.ts';
import { isGinkgoReport, readGinkgoRun } from '../sources/ginkgo.ts';
import { readJUnitRun } from '../sources/junit.ts';
import { isPlaywrightReport, readPlaywrightRun } from '../sources/playwright.ts';
import { isProwFolder, readProwRun } from '../sources/prow.ts';
import { isRunReport, readRunReport } from '../sources/run-report.ts';
import type { Admission, Claims } from '../sources/types.ts';
import { xmlFiles } from './find-sources.ts';
import { refuseUnreadable } from './run.ts';

/**
 * Reads a run from a file or a folder; its content tells which kind it is.
 *
 * @param claims asked for only when the report doesn't say itself what was run where.
 */
export async function readSource(path: string, url: string | null, claims: () => Claims): Promise<Admission> {
  const admission = await readByContent(path, url, claims);
  refuseUnreadable(admission.run);
  return admission;
}

async function readByContent(path: string, url: string | null, claims: () => Claims): Promise<Admission> {
  if (lstatSync(path).isDirectory()) {
    if (isProwFolder(path)) return readProwRun(path, claims());
    const files = xmlFiles(path);
    if (files.length > 0) return readJUnitRun(files.map(readReportText), claims());
    throw usageError(
      'found a folder without started.json and without JUnit XML, expected a report or the artifacts of a job of Prow',
    );
  }
  const bytes = readReportBytes(path);
  const text = bytes.toString('utf8');
  if (/^\uFEFF?\s*</.test(text)) return readJUnitRun([text], claims());
  // It is made while the text is parsed.
  const digest = digestOfBytes(bytes);
  const document = parseJson(text, 'run-report', 'neither XML nor JSON');
  if (isRunReport(document)) return readRunReport(document, await digest, url);
  if (isGinkgoReport(document)) return readGinkgoRun(text, document, await digest, claims());
  if (isPlaywrightReport(document)) return readPlaywrightRun(text, document, await digest, claims());
  throw usageError(
    'found JSON of another form, expected a run report of Lanekeeper, or the JSON report of Ginkgo or Playwright',
  );
}
