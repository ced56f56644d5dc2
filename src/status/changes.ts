import type { Standing, StatusEntry } from './types.ts';

/** A document as it was from a commit on. */
export type Version = {
  readonly commit: string;
  /** Time of the commit, ISO 8601 in UTC. */
  readonly at: string;
  readonly entries: readonly StatusEntry[];
};

/** Change of a row that came to say something else. */
export type StandingChange = {
  readonly at: string;
  readonly commit: string;
  readonly feature: string;
  readonly arch: string;
  /** Standing before the change; `null` for a new row. */
  readonly from: Standing | null;
  /** Standing after the change; `null` for a row that went. */
  readonly to: Standing | null;
};

/**
 * Time since when a row says what it says; `orEarlier` where the history that is there does not go back far
 * enough.
 */
export type Since = { readonly at: string; readonly orEarlier: boolean };

const rowKey = ({ feature, arch }: Pick<StatusEntry, 'feature' | 'arch'>): string =>
  JSON.stringify([feature, arch]);

const isSame = (a: Standing | undefined, b: Standing | undefined): boolean =>
  a?.status === b?.status && a?.qualifier === b?.qualifier && (a === undefined) === (b === undefined);

const standingOf = (entry: StatusEntry | undefined): Standing | null =>
  entry === undefined ? null : { status: entry.status, qualifier: entry.qualifier };

/**
 * Lists what changed from version to version, newest first.
 *
 * @param versions versions of one document, newest first.
 */
export const standingChanges = (versions: readonly Version[]): readonly StandingChange[] =>
  versions.slice(0, -1).flatMap(({ commit, at, entries }, index) => {
    const now = new Map(entries.map((entry) => [rowKey(entry), entry]));
    const then = new Map((versions[index + 1]?.entries ?? []).map((entry) => [rowKey(entry), entry]));
    return [...new Set([...now.keys(), ...then.keys()])].flatMap((key) => {
      const [to, from] = [now.get(key), then.get(key)];
      const { feature, arch } = (to ?? from) as StatusEntry;
      return isSame(from, to)
        ? []
        : [{ at, commit, feature, arch, from: standingOf(from), to: standingOf(to) }];
    });
  });

/**
 * Finds since when a row says what it says; `null` where no version tells.
 *
 * @param versions newest first; the first one is the document as it is.
 * @param isWhole whether the last one is the document's first.
 */
export function sinceOf(entry: StatusEntry, versions: readonly Version[], isWhole: boolean): Since | null {
  let since: string | undefined;
  for (const { at, entries } of versions) {
    const then = entries.find((each) => rowKey(each) === rowKey(entry));
    if (then === undefined || !isSame(then, entry))
      return since === undefined ? null : { at: since, orEarlier: false };
    since = at;
  }
  return since === undefined ? null : { at: since, orEarlier: !isWhole };
}
