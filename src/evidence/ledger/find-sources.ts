import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from '../../core/errors.ts';
import { isProwFolder } from '../sources/prow.ts';

/**
 * Levels of folders that are searched, and number of runs that are taken: folders of artifacts and copied buckets
 * have fewer.
 */
const MAX_DEPTH = 12;
const MAX_SOURCES = 100_000;

/**
 * Paths of the runs in a folder and the folders in it: jobs of Prow, run reports (with whatever lies beside them),
 * folders of JUnit XML, reports in JSON. Links are not followed.
 */
export function findSources(folder: string): readonly string[] {
  const found: string[] = [];
  visit(folder, 0, found);
  return found;
}

function visit(folder: string, depth: number, found: string[]): void {
  if (found.length >= MAX_SOURCES)
    throw usageError(
      `${folder}: found more than ${MAX_SOURCES} runs, expected fewer: name a part of the folders`,
    );
  if (isProwFolder(folder)) {
    found.push(folder);
    return;
  }
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  if (files.includes('report.json')) {
    found.push(join(folder, 'report.json'));
    return;
  }
  if (files.some(isXml)) found.push(folder);
  found.push(...files.filter((name) => name.endsWith('.json')).map((name) => join(folder, name)));
  if (depth < MAX_DEPTH)
    for (const entry of entries) if (entry.isDirectory()) visit(join(folder, entry.name), depth + 1, found);
}

const isXml = (name: string): boolean => name.endsWith('.xml');

/** Paths of a folder's XML files, which together are the JUnit XML of one run: some tools write several files. */
export const xmlFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isXml(entry.name))
    .map(({ name }) => join(folder, name))
    .toSorted();
