import { EXIT, infrastructureError, LanekeeperError } from '../../core/errors.ts';
import type { Apt } from './apt.ts';

/** A kernel of Debian that was fetched. */
export type UnpackedKernel = {
  /** Name of its package, with the version. */
  readonly name: string;
  /** Folder with the content of its package, and of those that were asked for beside it. */
  readonly root: string;
};

/**
 * Fetches the newest kernel that the archive really has. A mirror may list one whose file it lacks, for as long as it
 * takes the mirror to follow: then the one before does as well.
 *
 * @param metapackages names whose first dependency is a kernel, the best first.
 * @param beside packages that are wanted, too.
 * @throws LanekeeperError (infrastructure) where no kernel can be fetched; why not the newest.
 */
export async function unpackKernel(
  apt: Apt,
  metapackages: readonly string[],
  beside: readonly string[],
  note: (message: string) => void,
): Promise<UnpackedKernel> {
  const newest = await firstKernel(apt, metapackages);
  const candidates = [newest, ...earlierVersions(newest, await apt.packageNames(newest))];
  let failure: LanekeeperError | undefined;
  for (const name of candidates) {
    try {
      return { name, root: await apt.unpack([name, ...beside]) };
    } catch (error) {
      if (!(error instanceof LanekeeperError) || error.exitCode !== EXIT.infrastructure) throw error;
      failure ??= error;
      if (name !== candidates.at(-1)) note(`${name} can’t be fetched: trying the version before`);
    }
  }
  throw failure ?? infrastructureError(`${newest} can’t be fetched`);
}

async function firstKernel(apt: Apt, metapackages: readonly string[]): Promise<string> {
  for (const name of metapackages) {
    const kernel = await apt.packageBehind(name);
    if (kernel !== undefined) return kernel;
  }
  throw infrastructureError(`found no kernel in the archive, expected one of ${metapackages.join(', ')}`);
}

/** Names that differ from a package's in their first version number only, which is lower; the highest first. */
export function earlierVersions(name: string, others: readonly string[]): readonly string[] {
  const form = (text: string): string => text.replace(VERSION, '#');
  return others
    .filter((other) => form(other) === form(name) && compareVersions(other, name) < 0)
    .toSorted((a, b) => compareVersions(b, a));
}

const VERSION = /\d+(?:\.\d+)*/;

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (VERSION.exec(text)?.[0] ?? '').split('.').map(Number));
  const numbers = (left ?? []).map((number, index) => number - (right?.[index] ?? 0));
  return numbers.find((difference) => difference !== 0) ?? (left?.length ?? 0) - (right?.length ?? 0);
}
