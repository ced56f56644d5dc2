import { annotation } from '../../core/workflow-commands.ts';
import { isFlaky, type RunReport, type RunSpec } from '../report/run-report.ts';

/** Number of annotations of a kind that GitHub shows for a step; it drops the rest. */
const SHOWN = 10;
const MESSAGE_CHARACTERS = 1000;

/** Outcomes that deserve an annotation, worst first. */
const WORST: readonly RunSpec['outcome'][] = [
  'aborted',
  'panicked',
  'timedout',
  'failed',
  'interrupted',
  'notrun',
];

/**
 * Writes the ten worst specs of a run as annotations of GitHub Actions: what did not pass, then what passed late.
 */
export function formatAnnotations({ lane, specs, verdict, reasons }: RunReport): string {
  const ranked = specs
    .map((spec) => ({ spec, rank: rankOf(spec) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, SHOWN);
  const whole =
    verdict === 'passed' || verdict === 'failed'
      ? ''
      : annotation(
          'error',
          { title: `${lane.name}: ${verdict}` },
          reasons.join('; ').slice(0, MESSAGE_CHARACTERS),
        );
  return [
    whole,
    ...ranked.map(({ spec }) => {
      const { location, outcome, attempts, text } = spec;
      const at = { file: location.file, line: String(Math.max(1, location.line)) };
      if (isFlaky(spec))
        return annotation(
          'warning',
          { ...at, title: `${lane.name}: flaky` },
          `${text}: passed at attempt ${attempts.length}`,
        );
      const message = attempts.at(-1)?.failure?.message ?? '';
      return annotation(
        'error',
        { ...at, title: `${lane.name}: ${outcome}` },
        `${text}: ${message}`.slice(0, MESSAGE_CHARACTERS),
      );
    }),
  ].join('');
}

function rankOf(spec: RunSpec): number {
  const rank = WORST.indexOf(spec.outcome);
  if (rank >= 0) return rank;
  return isFlaky(spec) ? WORST.length : Number.POSITIVE_INFINITY;
}
