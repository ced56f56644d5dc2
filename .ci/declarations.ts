// Writes dist/types/: the declarations that the library's entry leads to. tsc writes one for each source file that the
// library is made of, and those of schemas name zod, which who installs the library does not have.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { $ } from 'zx';

const FOLDER = 'dist/types';

export async function writeDeclarations(): Promise<void> {
  await $({ stdio: 'inherit' })`node_modules/.bin/tsc -p .ci/tsconfig.types.json`;
  const wanted = reachable(join(FOLDER, 'index.d.ts'));
  for (const file of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.d.ts') && !wanted.has(join(FOLDER, file))) rmSync(join(FOLDER, file));
}

/** Files that a declaration leads to: itself, those that it imports, those that they import, and so on. */
function reachable(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
    /\b(?:from |import\()["'](\.[^"']+)\.ts["']/g,
  ))
    reachable(join(dirname(file), `${path}.d.ts`), found);
  return found;
}
