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
  /** Line number, from 1; absent where the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** What was found, what was expected, and what to do. */
  readonly message: string;
};

/**
 * Something that the user or the CI maintainer can mend; everything else is a bug of ours. All errors for bad input that
 * the library throws are of this family.
 */
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

/** Kind of input that something was given as, but can't be read as. */
export type InputKind =
  | 'archive'
  | 'junit'
  | 'label-filter'
  | 'ledger-file'
  | 'plan'
  | 'prow'
  | 'run-report'
  | 'status-document'
  | 'suite-report';

/** Where in an input something is wrong, as far as it is known. */
export type InputPlace = {
  /** File, as the user would write it; absent where only a text was given. */
  readonly file?: string;
  /** Line number, from 1. */
  readonly line?: number;
  /** Column number, from 1. */
  readonly column?: number;
  /** Keys that lead to a value of a document, joined by dots: `specs.3.outcome`. Empty for the document itself. */
  readonly path?: string;
};

/** Something that was given is not what it should be; nothing of it was used. Exit code 2. */
export class InputError extends LanekeeperError {
  readonly kind: InputKind;
  readonly place: InputPlace;
  /** What was found and what was expected, without the file. */
  readonly complaint: string;

  constructor(kind: InputKind, complaint: string, place: InputPlace = {}, options?: ErrorOptions) {
    const { file, ...position } = place;
    super(
      EXIT.usage,
      file === undefined ? complaint : formatProblem({ file, ...position, message: complaint }),
      options,
    );
    this.name = 'InputError';
    this.kind = kind;
    this.place = place;
    this.complaint = complaint;
  }

  /** This error with the file that it is about; one that names a file already keeps it. */
  in(file: string): InputError {
    return new InputError(this.kind, this.complaint, { file, ...this.place }, { cause: this });
  }
}

/** Reads something of a file, whose name the errors get. */
export function readingFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InputError ? error.in(file) : error;
  }
}

/** Whether the operating system said no: no space, no permission, no such file. */
export const isSystemError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

/** What is wrong where somebody else can mend it; a fault of ours is thrown on. */
export function complaintOf(error: unknown): string {
  if (error instanceof LanekeeperError || isSystemError(error)) return error.message;
  throw error;
}

/** All problems of the configuration at once. Exit code 2. */
export class ConfigError extends LanekeeperError {
  readonly kind = 'configuration';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(EXIT.usage, problems.map(formatProblem).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** A problem in the form that editors and CI engines link: `lanes/x.yaml:12:8: message`. */
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
