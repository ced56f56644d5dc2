import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DECLARES, isGinkgo } from './dsl-names.ts';
import { goFilesIn, nameOfFile, readHeader } from './package-graph.ts';
import type { Program } from './program.ts';
import { openSuite, readSuiteSource, type SourceRequest, startsGinkgo } from './read-source.ts';
import type { Orphan } from './types.ts';

/** Folders that Go leaves out of `./...`, and those of other modules' code. */
const SKIPPED = /^(?:[._].*|testdata|vendor|node_modules)$/;

/**
 * The files below a suite's folder that declare specs and are compiled into no suite: tests of a package without
 * `RunSpecs`, packages that nobody imports, files that a build constraint keeps out. Links are not followed.
 */
export function findOrphans(request: SourceRequest, suite: Program): readonly Orphan[] {
  const compiled = new Set(
    [...suite.graph.packages.values()].flatMap(({ files }) => files.map(({ path }) => path)),
  );
  return foldersBelow(request.folder).flatMap((folder) => {
    const files = goFilesIn(folder).map((name) => join(folder, name));
    const candidates = files.filter((path) => !compiled.has(path) && declaresSpecs(path));
    if (candidates.length === 0 || (folder !== request.folder && files.some(callsRunSpecs))) return [];
    const opened = openSuite({ ...request, folder, earlier: suite });
    if (folder !== request.folder && startsGinkgo(opened)) return [];
    const { specs } = readSuiteSource(opened);
    return candidates.map((path) => {
      const file = nameOfFile(request.module, path);
      return {
        file,
        because: reasonOf(path, folder),
        specs: specs.filter(({ location }) => location.file === file),
      };
    });
  });
}

const reasonOf = (path: string, folder: string): string => {
  if (path.endsWith('_test.go'))
    return `no test in ${folder.split('/').at(-1) ?? folder} calls RunSpecs, or a build constraint keeps the file out`;
  return 'no suite imports its package, or a build constraint keeps the file out';
};

function declaresSpecs(path: string): boolean {
  if (readHeader(path)?.imports.some((each) => isGinkgo(each.path)) !== true) return false;
  const text = readFileSync(path, 'utf8');
  return DECLARES.test(text) && /\b(?:Describe|Context|When|DescribeTable)\s*\(/.test(text);
}

/**
 * Whether a test starts Ginkgo, which makes a suite of its own of its folder; one that does so by a helper is found by
 * reading.
 */
const callsRunSpecs = (path: string): boolean =>
  path.endsWith('_test.go') && /\bRunSpecs\s*\(/.test(readFileSync(path, 'utf8'));

function foldersBelow(folder: string): readonly string[] {
  const found: string[] = [];
  const rest = [folder];
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    found.push(at);
    const current = at;
    try {
      const inside = readdirSync(current, { withFileTypes: true });
      // A folder with a go.mod of its own is another module.
      if (current !== folder && inside.some(({ name }) => name === 'go.mod')) {
        found.pop();
        continue;
      }
      rest.push(
        ...inside
          .filter((each) => each.isDirectory() && !SKIPPED.test(each.name))
          .map(({ name }) => join(current, name)),
      );
    } catch {
      // A folder that can't be read holds nothing that Go would compile.
    }
  }
  return found.toSorted();
}
