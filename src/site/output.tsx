import { stripVTControlCharacters } from 'node:util';
import Anser from 'anser';

/** Number of characters of one text that are shown. */
const MAX_CHARACTERS = 64 * 1024;
/** Number of lines beyond which a text is folded. */
const FOLD_LINES = 20;

const ESCAPE = String.fromCharCode(27);
/** Pattern of the sequences for colours and weights; others move a cursor that no page has. */
const COLOURS = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);

/** Number of characters of foreign text that a page may still hold: what comes later is left out, and says so. */
export type OutputBudget = { left: number };

const PAGE_CHARACTERS = 1024 * 1024;

export const createBudget = (): OutputBudget => ({ left: PAGE_CHARACTERS });

type OutputProps = {
  readonly title: string;
  readonly text: string;
  /**
   * End of the text that is kept where it is too long: a message begins with what matters, an output ends with it.
   */
  readonly keep: 'start' | 'end';
  readonly budget: OutputBudget;
};

/** Text that a program printed, with its colours. */
export const Output = ({ title, text, keep, budget }: OutputProps) => {
  const room = Math.min(MAX_CHARACTERS, Math.max(0, budget.left));
  const shown = keep === 'start' ? text.slice(0, room) : text.slice(Math.max(0, text.length - room));
  budget.left -= shown.length;
  const cut = text.length - shown.length;
  const lines = shown.split('\n').length;
  const name = `${title}${cut > 0 ? `, without its ${keep === 'start' ? 'last' : 'first'} ${cut} characters` : ''}`;
  const body = <pre>{colour(shown)}</pre>;
  return lines > FOLD_LINES || cut > 0 ? (
    <details>
      <summary>
        {name} ({lines} lines)
      </summary>
      {shown === '' ? <p>This page holds too much already: it is in the report.</p> : body}
    </details>
  ) : (
    <>
      <p>{name}</p>
      {body}
    </>
  );
};

/** Colours a text by classes, with the sixteen colours of a terminal only: no text sets a style of its own. */
function colour(text: string) {
  const clean = text
    .replace(/\r\n?/g, '\n')
    .split(COLOURS)
    .map((part, index) => (index % 2 === 1 ? part : stripVTControlCharacters(part)))
    .join('');
  return Anser.ansiToJson(clean, { use_classes: true, remove_empty: true }).map(
    ({ content, fg, bg, decorations }) => {
      const classes = [
        ...(isColour(fg) ? [fg] : []),
        ...(isColour(bg) ? [`${bg}-bg`] : []),
        ...decorations.map((decoration) => `ansi-${decoration}`),
      ];
      return classes.length === 0 ? content : <span class={classes.join(' ')}>{content}</span>;
    },
  );
}

const isColour = (name: string | null): boolean =>
  name !== null && /^ansi-(bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.test(name);
