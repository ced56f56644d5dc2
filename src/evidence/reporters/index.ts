import { json } from './json.ts';
import { junit } from './junit.ts';
import { summary } from './summary.ts';
import type { Reporter } from './types.ts';

/** Reporters by name, one for each file that a run leaves. */
export const REPORTERS = { json, junit, summary } satisfies Record<string, Reporter>;
