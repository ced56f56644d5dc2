import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { architectureCalled } from '../../core/architectures.ts';

const FOLDER = '.github/workflows';

/** The architectures of the runners that a repository’s workflows ask for, in Go’s terms. */
export function workflowArches(root: string, notes: string[]): readonly string[] {
  const folder = join(root, FOLDER);
  if (!existsSync(folder)) return [];
  const found = new Set<string>();
  for (const name of readdirSync(folder).toSorted()) {
    if (!/\.ya?ml$/.test(name)) continue;
    try {
      const document: unknown = parse(readFileSync(join(folder, name), 'utf8'), { maxAliasCount: 100 });
      for (const runner of runnersIn(document)) {
        const arch = archOfRunner(runner);
        if (arch !== undefined) found.add(arch);
      }
    } catch (error) {
      notes.push(`${FOLDER}/${name}: left out: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  return [...found].toSorted();
}

/** Texts that stand for runners: those of `runs-on`, and of matrices, from which it may take them. */
function runnersIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(runnersIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'runs-on' || key === 'matrix' ? textsIn(inner) : runnersIn(inner),
  );
}

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** Architecture of a runner by its label; GitHub’s own name one only when it is not amd64. */
function archOfRunner(label: string): string | undefined {
  const words = label.toLowerCase().split(/[^a-z0-9_]+/);
  if (words[0] === 'ubuntu')
    return words.some((word) => word === 'arm' || word === 'arm64') ? 'arm64' : 'amd64';
  return words.map((word) => architectureCalled(word)?.go).find((found) => found !== undefined);
}
