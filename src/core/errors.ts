import { distance } from 'fastest-levenshtein';

/** What the process exits with; Lanekeeper's contract with the CI engines that call it. */
export const EXIT = {
  ok: 0,
  /** The thing looked at is not fine: specs failed, nothing was selected. */
  notFine: 1,
  /** Usage or configuration. */
  usage: 2,
  /** A node was lost, a tool is missing. */
  infrastructure: 3,
  /** A bug of Lanekeeper. */
  bug: 101,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One finding in a file of the user. */
export type Problem = {
  /** Path as the user would write it, from the folder that the command runs in. */
  readonly file: string;
  /** From 1; absent where the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** What was found, what was expected, and what to do. */
  readonly message: string;
};

/** Something that the user or the CI maintainer can mend; everything else is a bug of ours. */
export class LanekeeperError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LanekeeperError';
    this.exitCode = exitCode;
  }
}

export const usageError = (message: string): LanekeeperError => new LanekeeperError(EXIT.usage, message);

export const infrastructureError = (message: string, cause?: unknown): LanekeeperError =>
  new LanekeeperError(EXIT.infrastructure, message, { cause });

/** All problems of the configuration at once. */
export class ConfigError extends LanekeeperError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(EXIT.usage, problems.map(formatProblem).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** `lanes/x.yaml:12:8: message`, the form that editors and CI engines link. */
function formatProblem({ file, line, column, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `${place}: ${message}`;
}

/** The nearest of the known names, when it is near enough to be a slip: from 1 edit for short words to 3. */
export function didYouMean(found: string, known: readonly string[]): string {
  const limit = Math.min(3, Math.ceil(found.length / 3));
  const [nearest] = known
    .map((name) => ({ name, edits: distance(found.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .toSorted((a, b) => a.edits - b.edits);
  return nearest === undefined ? '' : `; did you mean "${nearest.name}"?`;
}
