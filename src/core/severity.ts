import type { Outcome } from './types.ts';

const WORST_FIRST: readonly Outcome[] = [
  'panicked',
  'failed',
  'timedout',
  'aborted',
  'interrupted',
  'notrun',
  'pending',
  'excluded',
  'skipped',
  'passed',
];

/** Orders outcomes, the worse one first: of several that are told of one spec, it is the one that counts. */
export const worseFirst = (a: Outcome, b: Outcome): number => WORST_FIRST.indexOf(a) - WORST_FIRST.indexOf(b);
