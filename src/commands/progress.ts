import type { ProgressEvent } from '../suites/types.ts';

/** Where progress is shown: a terminal is redrawn, anything else gets whole lines. */
export type ProgressTarget = {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: () => number;
};

export type Progress = {
  readonly onEvent: (event: ProgressEvent) => void;
  /** Shows a message without disturbing the line that is redrawn. */
  readonly note: (message: string) => void;
  readonly end: () => void;
};

const CLEAR_LINE = '\r\u001b[2K';
const FINE = new Set(['passed', 'skipped']);

/** Shows what is running, how many are done, and each failure when it happens. Texts must be of one line. */
export function createProgress({ write, isTerminal, columns }: ProgressTarget): Progress {
  let total = 0;
  let done = 0;
  let failed = 0;
  let announced = 0;
  let running = '';
  let ended = false;

  const counter = (): string => `${done}/${total} done${failed > 0 ? `, ${failed} failed` : ''}`;
  const redraw = (): void => {
    if (isTerminal && total > 0 && !ended)
      write(`${CLEAR_LINE}${`${counter()}  ${running}`.slice(0, Math.max(20, columns() - 1))}`);
  };
  const line = (text: string): void => write(`${isTerminal ? CLEAR_LINE : ''}${text}\n`);
  /** Without a terminal, a count at each tenth is enough. */
  const announce = (): void => {
    const tenth = total === 0 ? 0 : Math.floor((done * 10) / total);
    if (isTerminal || tenth <= announced) return;
    announced = tenth;
    line(counter());
  };

  return {
    onEvent: (event) => {
      if (event.kind === 'total') total = event.specs;
      if (event.kind === 'started') running = event.text;
      if (event.kind === 'ended') {
        done += 1;
        if (!FINE.has(event.outcome)) {
          failed += 1;
          line(`${event.outcome}: ${event.text}`);
        }
        running = '';
        announce();
      }
      redraw();
    },
    note: (message) => {
      line(message);
      redraw();
    },
    end: () => {
      ended = true;
      if (isTerminal) write(CLEAR_LINE);
    },
  };
}
