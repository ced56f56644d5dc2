import { isRed } from './grid.ts';
import { type Html, render } from './layout.tsx';
import { Output, type OutputBudget } from './output.tsx';
import type { RunSpecView } from './run-specs.ts';
import { durationText, named } from './text.ts';

/** Number of specs that are shown, the worst ones first; all of them are in the data. */
export const MAX_ROWS = 2500;

/**
 * The rows of a run's specs, red ones first. A site has hundreds of thousands of rows that say nothing but a name and
 * a duration: of these only the name is rendered, and once.
 */
export function specRows(specs: readonly RunSpecView[], budget: OutputBudget): Html {
  const seen = new Set<string>();
  const rows = specs
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MAX_ROWS)
    .map((spec) => {
      // Texts can repeat within a suite: the first one, which is the worst, is led to.
      const anchor = seen.has(spec.anchor) ? `${spec.anchor}-${seen.size}` : spec.anchor;
      seen.add(anchor);
      return isPlain(spec) ? plainRow(spec, anchor) : fullRow(spec, anchor, budget);
    });
  return { __html: rows.join('') };
}

const rank = ({ letter }: RunSpecView): number =>
  isRed(letter) ? 0 : letter === 'I' || letter === 'K' ? 1 : letter === 'N' || letter === 'S' ? 2 : 3;

/** Whether a row has nothing of a stranger's but the name of its spec. */
const isPlain = ({ attempts, skipReason, output, location }: RunSpecView): boolean =>
  location === null &&
  skipReason === null &&
  output === null &&
  attempts.length < 2 &&
  (attempts[0]?.failure ?? null) === null;

const names = new Map<string, string>();

function nameOf(id: string): string {
  const known = names.get(id) ?? render(<th scope="row">{named(id)}</th>).__html;
  names.set(id, known);
  return known;
}

const plainRow = ({ id, letter, outcome, seconds }: RunSpecView, anchor: string): string =>
  `<tr id="${anchor}" data-outcome="${outcome}">${nameOf(id)}<td class="letter-${letter}">${outcome}</td><td data-value="${seconds}">${durationText(seconds)}</td></tr>`;

const fullRow = (spec: RunSpecView, anchor: string, budget: OutputBudget): string => {
  const { id, letter, outcome, seconds, attempts, skipReason, output, location } = spec;
  return render(
    <tr id={anchor} data-outcome={outcome}>
      <th scope="row">
        {named(id)}
        {location === null ? null : <small>{location}</small>}
        {skipReason === null || skipReason === '' ? null : <p>It skipped itself: {named(skipReason)}</p>}
        {attempts.length > 1 ? (
          <p>
            {attempts.length} attempts: {attempts.map((attempt) => attempt.outcome).join(', ')}
          </p>
        ) : null}
        {attempts.map(({ failure }, index) =>
          failure === null || failure === '' ? null : (
            <Output
              title={attempts.length > 1 ? `Failure of attempt ${index + 1}` : 'Failure'}
              text={failure}
              keep="start"
              budget={budget}
            />
          ),
        )}
        {output === null || output === '' ? null : (
          <Output title="The end of what it printed" text={output} keep="end" budget={budget} />
        )}
      </th>
      <td class={`letter-${letter}`}>{outcome}</td>
      <td data-value={seconds}>{durationText(seconds)}</td>
    </tr>,
  ).__html;
};
