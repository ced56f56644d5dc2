import type { Changes, LaneChange } from '../status/types.ts';
import type { Decision } from './types.ts';

/** Changes of a document that the decisions ask for. */
export const changesOf = (decisions: readonly Decision[], lanes: readonly LaneChange[]): Changes => ({
  rows: decisions
    .filter(({ action }) => action === 'change')
    .flatMap(({ feature, arch, to: { status, qualifier }, reason }) =>
      status === null ? [] : [{ feature, arch, to: { status, qualifier }, because: proseOf(reason) }],
    ),
  lanes,
});

/** A reason as a bullet of Markdown has it: on one line, and nothing in it is markup. */
const proseOf = (reason: string): string =>
  reason
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`)
    .trim();
