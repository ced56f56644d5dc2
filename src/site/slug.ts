import { createHash } from 'node:crypto';

/** Turns a name into part of a path: letters, digits and hyphens; with a digest where that loses anything. */
export function slugOf(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  if (plain === name && plain !== '') return plain;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return plain === '' ? digest : `${plain}-${digest}`;
}

// Pages, from the root of a site.

export const featurePage = (feature: string): string => `features/${slugOf(feature)}.html`;
export const lanePage = (lane: string): string => `lanes/${slugOf(lane)}.html`;
export const monthPage = (lane: string, month: string): string => `lanes/${slugOf(lane)}/${month}.html`;
export const resultsFile = (lane: string, month: string): string => `data/${slugOf(lane)}/${month}.json`;
/**
 * Path of the page of a run.
 *
 * @param key key of the run, a SHA-256.
 */
export const runPage = (lane: string, key: string): string => `runs/${slugOf(lane)}/${key.slice(0, 16)}.html`;
export const laneBadge = (lane: string): string => `badges/lanes/${slugOf(lane)}.svg`;
export const featureBadge = (feature: string, arch: string): string =>
  `badges/features/${slugOf(feature)}/${slugOf(arch)}.svg`;
