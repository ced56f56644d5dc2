import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import { summaryReporter } from './summary.ts';
import type { Reporter } from './types.ts';

/** Reporters by name, one for each file that a run leaves. */
export const REPORTERS = {
  json: jsonReporter,
  junit: junitReporter,
  summary: summaryReporter,
} satisfies Record<string, Reporter>;
