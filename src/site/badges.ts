import { makeBadge } from 'badge-maker';
import { formatStanding } from '../status/standing.ts';
import type { SiteCell, SiteLane } from './schema.ts';
import { visible } from './text.ts';

const STATUS_COLOURS = {
  SUPPORTED: '#1a7f37',
  PENDING: '#9a6700',
  UNVERIFIED: '#57606a',
  UNSUPPORTED: '#cf222e',
} as const;

const VERDICT_COLOURS = {
  passed: '#1a7f37',
  failed: '#cf222e',
  infrastructure: '#9a6700',
  inconclusive: '#57606a',
  empty: '#57606a',
} as const;

const MAX_CHARACTERS = 60;

/** Draws the badge of a lane: the verdict of its newest run. */
export function renderLaneBadge({ name, runs }: SiteLane): string {
  const [newest] = runs;
  return badge(
    name,
    newest?.verdict ?? 'never ran',
    newest === undefined ? '#57606a' : VERDICT_COLOURS[newest.verdict],
  );
}

/** Draws the badge of a feature on an architecture: its status. */
export const renderFeatureBadge = (feature: string, cell: SiteCell): string =>
  badge(
    `${feature} on ${cell.arch}`,
    formatStanding(cell),
    cell.status === null ? '#57606a' : STATUS_COLOURS[cell.status],
  );

const badge = (label: string, message: string, color: string): string =>
  makeBadge({ label: short(label), message: short(message), color });

function short(text: string): string {
  const shown = Array.from(visible(text).replace(/\s+/g, ' '));
  return shown.length > MAX_CHARACTERS ? `${shown.slice(0, MAX_CHARACTERS).join('')}…` : shown.join('');
}
