import { amount } from '../core/amount.ts';
import type { Judged } from './judge-unit.ts';
import { type Counts, percent, worstOf } from './measure.ts';
import type { Unit } from './units.ts';

/** Name of a unit in front of what is said of it: `virtio bus: `; empty for the feature as a whole. */
export const nameOf = ({ variant }: Unit): string => (variant === null ? '' : `${variant}: `);

/** Conditions that a promotion of the units still needs, in words. */
export const missingFor = (judged: readonly Judged[]): readonly string[] => [
  ...new Set(judged.flatMap(({ unit, native }) => native.missing.map((text) => `${nameOf(unit)}${text}`))),
];

/** Reason for a decision about the units, in words: native runs where they suffice, else emulated ones. */
export function reasonFor(judged: readonly Judged[], kind?: 'emulated'): string {
  return judged
    .map(({ unit, native, emulated, emulatedPromote }) => {
      const isNative = kind === undefined && native.missing.length === 0;
      const { counts } = isNative ? native : kind === undefined ? (emulatedPromote ?? emulated) : emulated;
      const worst = worstOf(counts);
      return `${nameOf(unit)}${amount(unit.specs.length, 'spec')}, ${describeCounts(worst, isNative ? 'native' : 'emulated', unit.specs.length)}`;
    })
    .join('; ');
}

function describeCounts(counts: Counts | null, kind: string, specs: number): string {
  if (counts === null || counts.runs === 0) return `no ${kind} runs`;
  const { passed, runs, days, commits } = counts;
  const worst = specs > 1 ? 'at the worst ' : '';
  return `${worst}${passed} of ${amount(runs, `${kind} run`)} passed at the first attempt (95 % lower bound ${percent(counts.lowerBound)}), on ${amount(days, 'day')} and ${amount(commits, 'commit')}`;
}
