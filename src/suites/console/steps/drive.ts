import type { Duplex } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { milliseconds } from '../../../core/duration.ts';
import type { Step, Steps } from './steps.ts';

/** What became of one step. */
export type StepResult = {
  readonly step: Step;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'interrupted';
  readonly message: string | undefined;
  /** What was on the screen while it waited: ANSI sequences left out, secrets masked. */
  readonly transcript: string;
  readonly startedAt: string;
  readonly seconds: number;
};

export type DriveOptions = {
  readonly secrets: Readonly<Record<string, string | undefined>>;
  readonly stop: AbortSignal;
  readonly onResult: (result: StepResult) => void;
  /** Gets all that the console said, as it said it, with secrets masked; once, at the end. */
  readonly onEnd?: (said: string) => void;
  readonly timeoutFactor: number;
};

/** Characters of output that a step looks at; older output is of no use to it. */
const MAX_SCREEN = 256 * 1024;
const MAX_SAID = 16 * 1024 * 1024;
/** What the return key of a terminal sends. */
const ENTER = '\r';

/** Does steps one after the other on a console, until one fails. */
export async function driveConsole(
  console: Duplex,
  { steps, timeout }: Steps,
  wanted: ReadonlySet<Step>,
  { secrets, stop, onResult, onEnd, timeoutFactor }: DriveOptions,
): Promise<readonly StepResult[]> {
  const screen = createScreen(console);
  const mask = createMask(secrets);
  const results: StepResult[] = [];
  let obstacle: string | undefined;
  for (const step of steps.filter((candidate) => wanted.has(candidate))) {
    const startedAt = new Date();
    let message: string | undefined;
    if (obstacle === undefined && !stop.aborted) {
      const typed = step.sendSecret === undefined ? step.send : secrets[step.sendSecret];
      if (step.sendSecret !== undefined && typed === undefined)
        message = `the environment variable ${step.sendSecret} is not set`;
      else {
        if (typed !== undefined) console.write(`${typed}${ENTER}`);
        const limit = milliseconds(step.timeout ?? timeout) * timeoutFactor;
        message = await screen.waitFor(step, limit, stop);
      }
    }
    const outcome =
      obstacle !== undefined
        ? 'skipped'
        : stop.aborted
          ? 'interrupted'
          : message === undefined
            ? 'passed'
            : 'failed';
    const result: StepResult = {
      step,
      outcome,
      message: message ?? (outcome === 'skipped' ? obstacle : undefined),
      transcript: outcome === 'skipped' ? '' : mask(screen.transcript()),
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1000,
    };
    if (outcome === 'failed') obstacle = `the step ${JSON.stringify(step.name)} before it failed`;
    results.push(result);
    onResult(result);
  }
  onEnd?.(mask(screen.said()));
  return results;
}

type Screen = {
  /**
   * Waits for a step's text, and says why it did not show up; `undefined` when it did. What came before its end is then
   * done with.
   */
  readonly waitFor: (step: Step, limitMs: number, stop: AbortSignal) => Promise<string | undefined>;
  /** What the last step saw. */
  readonly transcript: () => string;
  /** All that the console said, as far as it is kept. */
  readonly said: () => string;
};

function createScreen(console: Duplex): Screen {
  let raw = '';
  let said = '';
  let seen = '';
  let isClosed = false;
  let look = (): void => {};
  console.setEncoding('utf8');
  console.on('data', (text: string) => {
    raw = (raw + text).slice(-MAX_SCREEN);
    said = (said + text).slice(-MAX_SAID);
    look();
  });
  const onClose = (): void => {
    isClosed = true;
    look();
  };
  console.on('close', onClose);
  console.on('end', onClose);
  return {
    transcript: () => seen,
    said: () => said,
    waitFor: (step, limitMs, stop) =>
      new Promise((resolve) => {
        const finish = (message?: string): void => {
          clearTimeout(timer);
          stop.removeEventListener('abort', onStop);
          look = () => {};
          resolve(message);
        };
        const what =
          step.expect === undefined ? `a match of ${step.expectRegexp}` : JSON.stringify(step.expect);
        const timer = setTimeout(() => finish(`found no ${what} within ${limitMs / 1000} s`), limitMs);
        const onStop = (): void => finish('interrupted');
        stop.addEventListener('abort', onStop, { once: true });
        look = () => {
          seen = plain(raw);
          const end = step.pattern.endOfMatch(seen);
          if (end >= 0) {
            // What follows belongs to the next step, and was not matched: sequences in it stay whole.
            raw = seen.slice(end);
            seen = seen.slice(0, end);
            finish();
          } else if (isClosed) finish(`the console was closed before ${what} showed up`);
        };
        look();
      }),
  };
}

/** A text as a person sees it: without ANSI sequences and carriage returns. */
const plain = (text: string): string => stripVTControlCharacters(text).replaceAll('\r', '');

/** Length of the shortest value that is masked: shorter ones would mask what is no secret. */
const MIN_SECRET = 3;

function createMask(secrets: DriveOptions['secrets']): (text: string) => string {
  const values = Object.values(secrets).filter((value) => value !== undefined && value.length >= MIN_SECRET);
  return (text) =>
    (values as readonly string[]).reduce((masked, value) => masked.replaceAll(value, '***'), text);
}
