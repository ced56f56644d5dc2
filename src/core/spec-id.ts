/** Tags such as `[QUARANTINE]`, `[sig-compute]` or `[crit:high]`: a word in brackets, perhaps with a value. */
const TAG = /\[[^\s[\]]+\]/g;
const TEST_ID = /\[test_id:\s*([^\s[\]]+)\]/g;

/** The numbers of a text's `[test_id:n]` tags. */
export const testIdsOf = (text: string): readonly string[] =>
  Array.from(text.matchAll(TEST_ID), (match) => match[1] as string);

const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * Ids for the texts of a suite, in the same order: without tags, so that a spec keeps its history when it is
 * quarantined. Where two specs differ in tags only, theirs stay, but for `[QUARANTINE]`; specs that are still
 * equal are numbered.
 */
export function specIds(texts: readonly string[]): readonly string[] {
  const bare = texts.map((text) => collapse(text.replace(TAG, ' ')));
  const times = countEach(bare);
  const tagged = texts.map((text, index) => {
    const id = bare[index] as string;
    return id !== '' && times.get(id) === 1 ? id : collapse(text.replace('[QUARANTINE]', ' '));
  });
  const repeated = countEach(tagged);
  const taken = new Set(tagged);
  return tagged.map((id) => {
    if (repeated.get(id) === 1) return id;
    let number = 1;
    while (taken.has(`${id} #${number}`)) number += 1;
    taken.add(`${id} #${number}`);
    return `${id} #${number}`;
  });
}

function countEach(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
