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

/** `native 14/14, ≥ 80.7 %, newest 2 d`: what a cell rests on, as short as it can be said. */
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

/** `▲ rising`; empty where nobody can tell. */
export const describeTrend = ({ trend: { is } }: SiteCell): string =>
  is === 'unknown' ? '' : `${ARROWS[is]} ${is}`;

/** `to be SUPPORTED`, `held`; empty for a row that stays. */
export const describeOutcome = ({ decision: { outcome, to } }: SiteCell): string =>
  outcome === 'keep' ? '' : outcome === 'change' ? `to be ${formatStanding(to)}` : outcome;

/** `2026-11-01`, `2026-11-01 or earlier`; empty where nobody knows. */
export const describeSince = ({ since }: SiteCell): string =>
  since === null ? '' : `${since.on}${since.orEarlier ? ' or earlier' : ''}`;

/** What the last day brought: its first part leads to more, on a page. */
export function describeNight(red: Site['red']): readonly [headline: string, causes: string] {
  if (red.length === 0) return ['No spec turned red within the last day', '.'];
  const count = (cause: string): number => red.filter((each) => each.cause === cause).length;
  return [
    `${amount(red.length, 'spec')} turned red within the last day`,
    `: ${count('product')} by the product, ${count('machine')} by the machine, ${count('unknown')} nobody knows by what.`,
  ];
}
