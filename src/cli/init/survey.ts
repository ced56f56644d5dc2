import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { architectureCalled } from '../../core/architectures.ts';
import { LanekeeperError } from '../../core/errors.ts';
import { readSourceInventory } from '../../source/inventory.ts';
import { workflowArches } from './workflows.ts';

/** A body of tests that somebody may want lanes for. */
export type FoundSuite = {
  readonly kind: 'ginkgo' | 'playwright' | 'gotest';
  /** Path of the suite from the root, with `/`; `.` for the root itself. */
  readonly path: string;
  /** Numbers of specs that carry each label, as far as the source tells; the most used first. */
  readonly labels: readonly (readonly [label: string, specs: number])[];
  /** Number of specs; `null` where nobody counted. */
  readonly specs: number | null;
};

/** Everything that a repository shows of itself. */
export type Survey = {
  readonly suites: readonly FoundSuite[];
  /** Architectures of the machines that its workflows run on, in Go’s terms. */
  readonly arches: readonly string[];
  /** Sentences on what could not be looked at, and why. */
  readonly notes: readonly string[];
};

const SKIPPED = new Set(['node_modules', 'vendor', 'testdata', 'third_party', 'dist', '_output']);
/** Number of a repository's files that are looked at; that there are more is said. */
const MAX_FILES = 50_000;
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Looks at a repository for suites, labels and machines; runs nothing of it.
 *
 * @param arch architecture to read the source for.
 */
export async function surveyRepository(root: string, arch: string): Promise<Survey> {
  const notes: string[] = [];
  const files = listFiles(root, notes);
  const ginkgo = unique(files.filter((path) => path.endsWith('_test.go') && runsGinkgo(path)).map(dirname));
  const playwright = unique(
    files.filter((path) => /^playwright\.config\.[cm]?[jt]s$/.test(basename(path))).map(dirname),
  );
  const suites: FoundSuite[] = [];
  for (const folder of ginkgo) suites.push(await surveyGinkgo(root, folder, arch, notes));
  for (const folder of playwright)
    suites.push({ kind: 'playwright', path: from(root, folder), labels: [], specs: null });
  for (const folder of goModules(files).filter((module) => !ginkgo.some((own) => isWithin(own, module))))
    suites.push({ kind: 'gotest', path: from(root, folder), labels: [], specs: null });
  const found = suites.filter(({ specs }) => specs !== 0);
  // The largest one is what people mean when they name none.
  const sorted = found.toSorted((a, b) => (b.specs ?? 0) - (a.specs ?? 0));
  return { suites: sorted, arches: workflowArches(root, notes), notes };
}

const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)].toSorted();

const from = (root: string, path: string): string => relative(root, path).split(sep).join('/') || '.';

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

function listFiles(root: string, notes: string[]): readonly string[] {
  const files: string[] = [];
  const waiting = [root];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift())
    for (const entry of entriesOf(folder, notes)) {
      if (files.length >= MAX_FILES) {
        notes.push(`only the first ${MAX_FILES} files were looked at`);
        return files;
      }
      // Links are not followed: they may lead anywhere, and around.
      if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name))
        waiting.push(join(folder, entry.name));
      else if (entry.isFile()) files.push(join(folder, entry.name));
    }
  return files;
}

/** Entries of a folder; one that is not ours to read is noted, and no reason to stop. */
function entriesOf(folder: string, notes: string[]) {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    notes.push(`left out: ${(error as Error).message}`);
    return [];
  }
}

function runsGinkgo(path: string): boolean {
  if (statSync(path).size > MAX_BYTES) return false;
  const text = readFileSync(path, 'utf8');
  return text.includes('github.com/onsi/ginkgo/v2') && /\bRunSpecs\(/.test(text);
}

/** Folders of Go modules that have tests. */
const goModules = (files: readonly string[]): readonly string[] =>
  files
    .filter((path) => basename(path) === 'go.mod')
    .map(dirname)
    .filter((module) => files.some((path) => path.endsWith('_test.go') && isWithin(path, module)))
    .toSorted();

async function surveyGinkgo(
  root: string,
  folder: string,
  arch: string,
  notes: string[],
): Promise<FoundSuite> {
  const path = from(root, folder);
  try {
    const { specs } = await readSourceInventory(path, folder, { arch, tags: [] });
    const counts = new Map<string, number>();
    for (const { labels } of specs)
      for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    const labels = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return { kind: 'ginkgo', path, labels, specs: specs.length };
  } catch (error) {
    if (!(error instanceof LanekeeperError)) throw error;
    notes.push(`${path}: its labels are unknown: ${error.message}`);
    return { kind: 'ginkgo', path, labels: [], specs: null };
  }
}

/** The architecture that a label is named for: `wg-arm64`, `requires-s390x`, `riscv64`. */
export const archInName = (name: string): string | undefined =>
  name
    .toLowerCase()
    .split(/[^a-z0-9_]+/)
    .map((word) => architectureCalled(word)?.go)
    .find((found) => found !== undefined);
