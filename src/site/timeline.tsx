import type { RunSpecView } from './run-specs.ts';
import { durationText, named } from './text.ts';

const WIDTH = 1000;
const ROW = 22;
const BAR = 16;
const MAX_BARS = 5000;

/** Timeline of the specs of a run, a row for each process; a sentence where nobody knows when specs started. */
export const Timeline = ({ specs, hasReport }: { specs: readonly RunSpecView[]; hasReport: boolean }) => {
  const timed = specs.flatMap((spec) =>
    spec.startedAt === null || spec.seconds === 0 ? [] : [{ ...spec, startedAt: spec.startedAt }],
  );
  if (timed.length === 0)
    return (
      <p>
        {hasReport
          ? 'Its report does not say when specs started.'
          : 'The ledger does not keep when specs started, and the report of the run is not at hand.'}
      </p>
    );
  const shown = timed.toSorted((a, b) => a.startedAt - b.startedAt).slice(0, MAX_BARS);
  const start = shown[0]?.startedAt ?? 0;
  const end = shown.reduce((last, each) => Math.max(last, each.startedAt + each.seconds * 1000), start);
  const span = Math.max(1, end - start);
  const processes = [...Map.groupBy(shown, ({ process }) => process)].toSorted(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const scale = (milliseconds: number): number => Math.round((milliseconds / span) * WIDTH * 10) / 10;
  return (
    <div class="scroll" role="region" aria-label="Timeline" tabIndex={0}>
      <svg
        class="timeline"
        viewBox={`0 0 ${WIDTH} ${processes.length * ROW * 2}`}
        role="group"
        aria-label="Timeline of specs"
      >
        <title>
          {shown.length} specs in {durationText(span / 1000)}, by process
        </title>
        {processes.map(([process, own], index) => (
          <g transform={`translate(0 ${index * ROW * 2})`}>
            <text x="0" y={BAR}>
              {process === '' ? 'all specs' : process}
            </text>
            {own.map((spec) => (
              <a href={`#${spec.anchor}`}>
                <rect
                  class={`bar-${spec.letter}`}
                  x={scale(spec.startedAt - start)}
                  y={ROW}
                  width={Math.max(1, scale(spec.seconds * 1000))}
                  height={BAR}
                >
                  <title>
                    {named(spec.id)}: {spec.outcome}, {durationText(spec.seconds)}
                  </title>
                </rect>
              </a>
            ))}
          </g>
        ))}
      </svg>
    </div>
  );
};
