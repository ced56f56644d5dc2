import { LanekeeperError } from '../../core/errors.ts';

/** Things that were found, and for each that could not be found out a sentence. */
export type Noted<T> = { readonly found: readonly T[]; readonly notes: readonly string[] };

/** Finds something, or notes why it can't be found out here, so that the rest is shown. */
export async function orNote<T>(what: string, find: () => Promise<readonly T[]>): Promise<Noted<T>> {
  try {
    return { found: await find(), notes: [] };
  } catch (error) {
    if (!(error instanceof LanekeeperError)) throw error;
    return { found: [], notes: [`${what}: ${error.message}`] };
  }
}

export const joinNoted = <T>(all: readonly Noted<T>[]): Noted<T> => ({
  found: all.flatMap(({ found }) => found),
  notes: all.flatMap(({ notes }) => notes),
});
