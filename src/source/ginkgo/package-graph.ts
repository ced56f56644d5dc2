import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type GoTarget, matchesConstraint, matchesFileName } from '../go/build-constraint.ts';
import { type GoHeader, readGoHeader } from '../go/header.ts';
import { folderOfPackage, type GoModule, importPathOf } from '../go/module.ts';
import { isGinkgo } from './dsl-names.ts';
import type { Diagnostic } from './types.ts';

/** A file that is compiled in. */
export type PackageFile = {
  readonly path: string;
  /** Path as reports name the file: relative to the module. */
  readonly name: string;
  readonly header: GoHeader;
};

export type GoPackage = {
  readonly importPath: string;
  readonly name: string;
  readonly files: readonly PackageFile[];
  /** Whether it imports Ginkgo, or a package that does: only such a package can declare specs. */
  readonly reachesGinkgo: boolean;
};

export type PackageGraph = {
  /** Packages by import path; what a package imports comes before it. */
  readonly packages: ReadonlyMap<string, GoPackage>;
  readonly diagnostics: readonly Diagnostic[];
};

type FoundPackage = {
  readonly importPath: string;
  readonly name: string;
  readonly files: readonly PackageFile[];
};

/** Packages that an earlier graph of the same reading found, without their tests. */
export type KnownPackages = Map<string, FoundPackage>;

/** Bytes of a file that are read first: its imports stand there, as a rule; a longer header is read to its end. */
const HEADER_BYTES = 4 * 1024;
const head = Buffer.alloc(HEADER_BYTES);

/**
 * The packages that are compiled into the test binary of a folder: its own with its tests, and whatever these import,
 * as far as it is in the repository. Of packages from elsewhere, those that import Ginkgo are followed.
 */
export function readPackageGraph(
  module: GoModule,
  folder: string,
  target: GoTarget,
  earlier: KnownPackages = new Map(),
): PackageGraph {
  const packages = new Map<string, GoPackage>();
  const diagnostics: Diagnostic[] = [];
  const reading = new Set<string>();
  const visit = (found: FoundPackage): GoPackage => {
    const importsGinkgo = found.files.some(({ header }) => header.imports.some(({ path }) => isGinkgo(path)));
    let reachesGinkgo = importsGinkgo;
    reading.add(found.importPath);
    for (const { path, name, file } of importsOf(found)) {
      const known = packages.get(path);
      if (known !== undefined) reachesGinkgo ||= known.reachesGinkgo;
      if (
        known !== undefined ||
        reading.has(path) ||
        isGinkgo(path) ||
        path.startsWith('github.com/onsi/ginkgo/')
      )
        continue;
      const place = folderOfPackage(module, path, importsGinkgo);
      if (place === undefined) {
        if (importsGinkgo && name === '_' && path.includes('.'))
          diagnostics.push({
            at: { file: file.name, line: 1, column: 1 },
            code: 'missing-package',
            message: `imports ${path}, which is neither in this repository nor in vendor/: specs that it declares are missing`,
          });
        continue;
      }
      const next = earlier.get(path) ?? readPackage(module, place.folder, path, target, 'none');
      earlier.set(path, next);
      if (
        !place.local &&
        !next.files.some(({ header }) => header.imports.some((each) => isGinkgo(each.path)))
      )
        continue;
      if (visit(next).reachesGinkgo) reachesGinkgo = true;
    }
    const result = { ...found, reachesGinkgo };
    packages.set(found.importPath, result);
    return result;
  };
  const importPath = importPathOf(module, folder);
  visit(readPackage(module, folder, importPath, target, 'inside'));
  const outside = readPackage(module, folder, `${importPath}_test`, target, 'outside');
  if (outside.files.length > 0) visit(outside);
  return { packages, diagnostics };
}

const importsOf = ({ files }: FoundPackage) =>
  files
    .flatMap((file) => file.header.imports.map((each) => ({ ...each, file })))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));

/** Which test files belong to a package: `inside` has them in the package itself, `outside` in that of its tests. */
type Tests = 'none' | 'inside' | 'outside';

/** The files of a folder that are compiled for a target. */
export function readPackage(
  module: GoModule,
  folder: string,
  importPath: string,
  target: GoTarget,
  tests: Tests,
): FoundPackage {
  const files: PackageFile[] = [];
  for (const name of goFilesIn(folder)) {
    const isTest = name.endsWith('_test.go');
    if ((tests === 'none' && isTest) || (tests === 'outside' && !isTest)) continue;
    if (!matchesFileName(name, target)) continue;
    const path = join(folder, name);
    const header = readHeader(path);
    if (header === undefined || header.package === 'documentation') continue;
    if (header.constraint !== undefined && !matchesConstraint(header.constraint, target)) continue;
    if (isTest && header.package.endsWith('_test') !== (tests === 'outside')) continue;
    files.push({ path, name: nameOfFile(module, path), header });
  }
  return { importPath, name: files[0]?.header.package ?? '', files };
}

export const nameOfFile = (module: GoModule, path: string): string =>
  relative(module.root, path).split(sep).join('/');

/** Files that Go looks at, in their order: not those that begin with `_` or `.`, nor what only looks like a file. */
export function goFilesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => name.endsWith('.go') && !/^[_.]/.test(name))
      .filter((each) => each.isFile() || (each.isSymbolicLink() && isFile(join(folder, each.name))))
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // A link to nothing, or in a circle.
    return false;
  }
}

/** Header of a file of Go; `undefined` for what is no Go, or can't be read. */
export function readHeader(path: string): GoHeader | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      for (let size = HEADER_BYTES; ; size *= 16) {
        const buffer = size === HEADER_BYTES ? head : Buffer.alloc(size);
        const length = readSync(file, buffer, 0, size, 0);
        const header = readGoHeader(buffer.toString('utf8', 0, length));
        // A header that ends where the text does may go on behind it.
        if (length < size || size > MAX_HEADER_BYTES || header === undefined || !header.cut) return header;
      }
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

const MAX_HEADER_BYTES = 1024 * 1024;
