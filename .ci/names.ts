// Holds src/ to one meaning for each name: no two files export the same name, and no definition stands in two files.
// `node .ci/names.ts` prints what breaks it.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Declaration, type ModuleItem, parseSync } from '@swc/core';

/**
 * Bytes of the shortest definition that counts: a shorter one, such as a constant, may well be equal by chance.
 */
const MIN_BYTES = 80;

type Definition = {
  readonly name: string;
  readonly exported: boolean;
  /** Length of the definition's text, in bytes. */
  readonly length: number;
  readonly code: string;
};

/** Names that several files below a folder's `src/` export, and definitions that several contain, as sentences. */
export function repeatedNames(folder: string): readonly string[] {
  const files = globSync('src/**/*.{ts,tsx}', { cwd: folder, exclude: ['**/*.test.ts'] }).toSorted();
  if (files.length === 0) throw new Error(`${join(folder, 'src')}: found no module, so nothing was checked`);
  const found = files.flatMap((file) =>
    definitionsIn(readFileSync(join(folder, file), 'utf8'), file.endsWith('.tsx')).map((definition) => ({
      ...definition,
      file,
    })),
  );
  const exported = found.filter((definition) => definition.exported);
  const long = found.filter(({ length }) => length >= MIN_BYTES);
  return [
    ...inSeveralFiles(
      Map.groupBy(exported, ({ name }) => name),
      'is exported by',
    ),
    ...inSeveralFiles(
      Map.groupBy(long, ({ code }) => code),
      'is the same in',
    ),
  ];
}

function inSeveralFiles(
  groups: ReadonlyMap<string, readonly { readonly name: string; readonly file: string }[]>,
  verb: string,
): readonly string[] {
  return [...groups.values()].flatMap((group) => {
    const files = [...new Set(group.map(({ file }) => file))];
    return files.length > 1 ? [`${group[0]?.name} ${verb} ${files.join(' and ')}`] : [];
  });
}

/** Definitions at the top level of a module. */
function definitionsIn(text: string, tsx: boolean): readonly Definition[] {
  return parseSync(text, { syntax: 'typescript', tsx }).body.flatMap((item) => {
    const exported = item.type === 'ExportDeclaration';
    const declaration = exported ? item.declaration : item;
    return namesOf(declaration).map((name) => ({
      name,
      exported,
      length: declaration.span.end - declaration.span.start,
      // Equal for equal code, wherever it stands and however it is commented.
      code: JSON.stringify(declaration, (key, value: unknown) =>
        key === 'span' || key === 'ctxt' ? undefined : value,
      ),
    }));
  });
}

function namesOf(declaration: ModuleItem | Declaration): readonly string[] {
  switch (declaration.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return [declaration.identifier.value];
    case 'TsTypeAliasDeclaration':
    case 'TsInterfaceDeclaration':
      return [declaration.id.value];
    case 'VariableDeclaration':
      return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.value] : []));
    default:
      return [];
  }
}

if (import.meta.main) {
  const repeated = repeatedNames(join(import.meta.dirname, '..'));
  for (const line of repeated) console.error(line);
  process.exitCode = repeated.length === 0 ? 0 : 1;
}
