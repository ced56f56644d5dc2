import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Where the packages of a module, and those that it uses, are on disk. */
export type GoModule = {
  /** Path of the folder with `go.mod`. */
  readonly root: string;
  readonly path: string;
  /** Modules whose folders are known: this one, those of the workspace and those that it replaces by a folder. */
  readonly local: readonly { readonly path: string; readonly folder: string }[];
  /** The version of a module that it requires, without the `v`; `undefined` for one that it does not name. */
  readonly versionOf: (path: string) => string | undefined;
};

/** Where a package is; `local` for one whose source is this repository's own. */
export type PackageFolder = { readonly folder: string; readonly local: boolean };

/** The module that a folder is in; `undefined` where no `go.mod` is above it. */
export function findModule(folder: string): GoModule | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, 'go.mod');
    if (existsSync(file)) return readModule(at, readFileSync(file, 'utf8'));
    if (dirname(at) === at) return undefined;
  }
}

function readModule(root: string, text: string): GoModule | undefined {
  const path = modulePathOf(text);
  if (path === undefined) return undefined;
  const replaced = [
    ...text.matchAll(/^\s*(?:replace\s+)?([^\s()]+)(?:\s+v\S+)?\s+=>\s+(\.{1,2}\/\S*|\/\S+)/gm),
  ].map(([, from, to]) => ({ path: unquote(from ?? ''), folder: inFolder(root, unquote(to ?? '')) }));
  const work = join(root, 'go.work');
  const used = existsSync(work) ? usedFolders(readFileSync(work, 'utf8')) : [];
  const workspace = used.flatMap((named) => {
    const folder = inFolder(root, named);
    const file = join(folder, 'go.mod');
    const found = existsSync(file) ? modulePathOf(readFileSync(file, 'utf8')) : undefined;
    return found === undefined ? [] : [{ path: found, folder }];
  });
  // The longest path goes first: a module may lie within another's path.
  const local = [{ path, folder: root }, ...workspace, ...replaced].toSorted(
    (a, b) => b.path.length - a.path.length,
  );
  const versions = new Map(
    [...text.matchAll(/^\s*(?:require\s+)?([^\s()]+)\s+v(\d\S*)/gm)].map(([, name, version]) => [
      unquote(name ?? ''),
      version ?? '',
    ]),
  );
  return { root, path, local, versionOf: (name) => versions.get(name) };
}

function modulePathOf(text: string): string | undefined {
  const [, path] = /^\s*module\s+(\S+)/m.exec(text) ?? [];
  return path === undefined ? undefined : unquote(path);
}

/** The folders of `use ./a` and `use ( ./a ./b )` in a `go.work`. */
const usedFolders = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*use\s+(?:\(([^)]*)\)|(\S+))/gm)].flatMap(([, list, one]) =>
    (list ?? one ?? '')
      .split(/\s+/)
      .filter((part) => part !== '')
      .map(unquote),
  );

const unquote = (text: string): string => text.replace(/^["`]|["`]$/g, '');
const inFolder = (root: string, path: string): string => (isAbsolute(path) ? path : join(root, path));

/**
 * Where a package is: in this repository, or in `vendor/`. The cache of Go's own modules is not looked at.
 *
 * @param vendored look in `vendor/`, too.
 */
export function folderOfPackage(
  module: GoModule,
  importPath: string,
  vendored = true,
): PackageFolder | undefined {
  const owner = module.local.find(({ path }) => importPath === path || importPath.startsWith(`${path}/`));
  if (owner !== undefined)
    return { folder: join(owner.folder, importPath.slice(owner.path.length)), local: true };
  if (!vendored) return undefined;
  const folder = join(module.root, 'vendor', importPath);
  return existsSync(folder) ? { folder, local: false } : undefined;
}

/** The import path of a folder in the module. */
export function importPathOf(module: GoModule, folder: string): string {
  const inside = relative(realpathSync(module.root), realpathSync(folder)).split(sep).join('/');
  return inside === '' ? module.path : `${module.path}/${inside}`;
}
