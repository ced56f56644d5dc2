import { LanekeeperError } from '../../core/errors.ts';

/** What was found, and in a sentence each what could not be found out. */
export type Noted<T> = { readonly found: readonly T[]; readonly notes: readonly string[] };

/** What can't be found out here is noted, and the rest is shown. */
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
