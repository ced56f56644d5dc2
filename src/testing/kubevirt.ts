import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Spec } from '../core/types.ts';
import { ginkgo } from '../suites/ginkgo/index.ts';
import { SHARED } from './cli.ts';

/**
 * Path of the report of a dry run of KubeVirt's suite, 1,396 specs; absent on most machines, and then its tests
 * are skipped.
 */
export const KUBEVIRT_DRY_RUN = join(SHARED, 'kubevirt/dry-run.json');

export const readKubevirtSpecs = (): readonly Spec[] =>
  ginkgo.readSpecs(readFileSync(KUBEVIRT_DRY_RUN, 'utf8'), '');
