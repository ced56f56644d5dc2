import { amount } from '../core/amount.ts';
import { percent } from '../promotion/measure.ts';
import { formatStanding } from '../status/standing.ts';
import type { Site, SiteCell } from './schema.ts';
import { age } from './text.ts';

// How pages and terminals say the same.

export const CAUSES = {
  product: 'the product, or its test',
  machine: 'the machine',
  unknown: 'nobody knows',
} as const;

/** Says what a cell rests on, as short as it can be said: `native 14/14, ≥ 80.7 %, newest 2 d`. */
export function describeEvidence({ native, emulated }: SiteCell, asOf: string): string {
  const shown = [
    { kind: 'native', counts: native },
    { kind: 'emulated', counts: emulated },
  ].flatMap(({ kind, counts }) =>
    counts === null || counts.newest === null
      ? []
      : [
          `${kind} ${counts.passed}/${counts.runs}, ≥ ${percent(counts.lowerBound)}, newest ${age(counts.newest, asOf)}`,
        ],
  );
  return shown.length === 0 ? 'no evidence' : shown.join('; ');
}

const ARROWS = { rising: '▲', falling: '▼', steady: '▶' } as const;

/** Says the trend of a cell: `▲ rising`; empty where nobody can tell. */
export const describeTrend = ({ trend: { is } }: SiteCell): string =>
  is === 'unknown' ? '' : `${ARROWS[is]} ${is}`;

/** Says what is decided about a cell: `to be SUPPORTED`, `held`; empty for a row that stays. */
export const describeAction = ({ decision: { outcome, to } }: SiteCell): string =>
  outcome === 'keep' ? '' : outcome === 'change' ? `to be ${formatStanding(to)}` : outcome;

/** Says since when a cell says what it says: `2026-11-01`, `2026-11-01 or earlier`; empty where nobody knows. */
export const describeSince = ({ since }: SiteCell): string =>
  since === null ? '' : `${since.on}${since.orEarlier ? ' or earlier' : ''}`;

/** Says what the last day brought; on a page, the first part leads to more. */
export function describeNight(red: Site['red']): readonly [headline: string, causes: string] {
  if (red.length === 0) return ['No spec turned red within the last day', '.'];
  const count = (cause: string): number => red.filter((each) => each.cause === cause).length;
  return [
    `${amount(red.length, 'spec')} turned red within the last day`,
    `: ${count('product')} by the product, ${count('machine')} by the machine, ${count('unknown')} nobody knows by what.`,
  ];
}
