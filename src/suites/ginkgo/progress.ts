import type { Outcome } from '../../core/types.ts';
import type { ProgressEvent } from '../types.ts';

const TOTAL = /^Will run (\d+) of \d+ specs$/;
const SEPARATOR = /^-{30}$/;
/**
 * Pattern of the line that ends a spec: `• [0.2 seconds]`, `• [FAILED] [0.2 seconds]`, `S [SKIPPED] [0.0 seconds]`,
 * `P [PENDING]`, `↺ [FLAKEY TEST - TOOK 3 ATTEMPTS TO PASS] …`
 */
const END = /^(?:•|S|P|↺)!? \[([^\]]*)\]/;
const TIME = /^[\d.]+ seconds$/;

const OUTCOME_OF_MARK: Readonly<Record<string, Outcome>> = {
  FAILED: 'failed',
  PANICKED: 'panicked',
  TIMEDOUT: 'timedout',
  INTERRUPTED: 'interrupted',
  ABORTED: 'aborted',
  SKIPPED: 'skipped',
};

/**
 * Reads the verbose output of Ginkgo: each spec is headed by a line of dashes and its text. A spec could print
 * such lines itself, therefore nothing but the progress display may rely on them.
 */
export function createProgressReader(): (line: string) => ProgressEvent | undefined {
  let afterSeparator = false;
  let running = '';
  return (line) => {
    const heads = afterSeparator;
    afterSeparator = SEPARATOR.test(line);
    const total = TOTAL.exec(line)?.[1];
    if (total !== undefined) return { kind: 'total', specs: Number(total) };
    const mark = END.exec(line)?.[1];
    if (mark === 'PENDING') return undefined;
    if (mark !== undefined) {
      const outcome =
        OUTCOME_OF_MARK[mark] ?? (TIME.test(mark) || mark.startsWith('FLAKEY') ? 'passed' : undefined);
      return outcome === undefined ? undefined : { kind: 'ended', outcome, text: running };
    }
    if (!heads || afterSeparator || line === '' || (line.startsWith('[') && SUITE_LEVEL.test(line)))
      return undefined;
    running = line;
    return { kind: 'started', text: line };
  };
}

const SUITE_LEVEL = /^\[(?:Synchronized)?(?:Before|After)Suite\]|^\[Report(?:Before|After)Suite\]/;
