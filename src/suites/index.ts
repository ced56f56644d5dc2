import type { SuiteSettings } from '../lanes/schema-types.ts';
import { consoleSuite } from './console/index.ts';
import { ginkgo } from './ginkgo/index.ts';
import { gotest } from './gotest/index.ts';
import { junit } from './junit/index.ts';
import { playwright } from './playwright/index.ts';
import type { SuiteAdapter } from './types.ts';

/** Adapters of suites, a row for each kind. */
export const SUITES = {
  ginkgo,
  console: consoleSuite,
  playwright,
  gotest,
  junit,
} satisfies Record<SuiteSettings['kind'], SuiteAdapter>;
