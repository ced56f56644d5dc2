import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfText } from '../core/digest.ts';
import { usageError } from '../core/errors.ts';
import type { Inventory } from '../core/types.ts';
import { cacheFolder, writeFileAtomic } from '../system/files.ts';
import { createCode, type SourceCode } from './ginkgo/code.ts';
import { findOrphans } from './ginkgo/orphans.ts';
import { openSuite, readSuiteSource, type SourceRequest } from './ginkgo/read-source.ts';
import type { SourceInventory } from './ginkgo/types.ts';
import { findModule } from './go/module.ts';
import { loadGoParser } from './go/parse.ts';
import type { Syntax } from './go/syntax.ts';
import { packSyntax, unpackSyntax } from './go/syntax-pack.ts';

/** What the source is compiled for: the lane's architecture, in Go's terms, with the suite's build tags. */
export type SourceTarget = { readonly arch: string; readonly tags: readonly string[] };

/** An inventory that was read off the source. */
export type SourcedInventory = Inventory & { readonly source: SourceInventory; readonly code: SourceCode };

/**
 * Reads the specs of a Go package folder off its source, without Go.
 *
 * @param orphans also look for files below the folder that are in no suite.
 */
export async function readSourceInventory(
  suite: string,
  folder: string,
  { arch, tags }: SourceTarget,
  orphans = false,
): Promise<SourcedInventory> {
  const module = findModule(folder);
  if (module === undefined)
    throw usageError(`${folder}: found no go.mod here or above, expected a folder of a Go module`);
  const useTree = await loadGoParser();
  const cachePath = join(cacheFolder(), 'source', `${digestOfText(folder).slice('sha256:'.length)}.pack`);
  const cache = { digestOf, known: readCache(cachePath), used: new Map<string, Syntax>() };
  const target = { os: 'linux', arch, tags };
  const request: SourceRequest = { module, folder, target, useTree, cache, known: new Map() };
  const opened = openSuite(request);
  const { specs, unresolved, diagnostics, folders, program } = readSuiteSource(opened);
  if ([...program.graph.packages.values()].every(({ files }) => files.length === 0))
    throw usageError(`${folder}: found no Go files for linux/${arch}, expected the folder of a Ginkgo suite`);
  const digests = [...cache.used.keys()].toSorted();
  const found = orphans ? findOrphans(request, program) : [];
  writeCache(cachePath, cache.used, cache.known);
  return {
    suite,
    specs,
    unresolved,
    doubts: diagnostics
      .filter(({ code }) => code !== 'focused' && code !== 'unresolved-suite')
      .map(({ at, message }) => ({ at, because: message })),
    source: { specs, unresolved, diagnostics, folders, orphans: found },
    code: createCode(request, opened),
    digest: async () => digestOfText(JSON.stringify([target, digests])),
  };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Trees of earlier readings; none where they can't be read, so that they are made anew. */
function readCache(path: string): ReadonlyMap<string, () => Syntax> {
  try {
    return unpackSyntax(readFileSync(path));
  } catch {
    return new Map();
  }
}

/** Number of files that are parsed faster than the trees of all others are written again. */
const FEW = 8;

/** Keeps the trees of this reading, and those of earlier ones while these are not more: the file stays bounded. */
function writeCache(
  path: string,
  used: ReadonlyMap<string, Syntax>,
  known: ReadonlyMap<string, () => Syntax>,
): void {
  const added = [...used.keys()].filter((key) => !known.has(key)).length;
  if (added === 0 || (added <= FEW && known.size > FEW)) return;
  const others = [...known].filter(([key]) => !used.has(key));
  const kept = others.length > used.size ? [] : others.map(([key, tree]) => [key, tree()] as const);
  writeFileAtomic(path, packSyntax(new Map([...kept, ...used])));
}
