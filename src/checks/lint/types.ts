import type { Spec } from '../../core/types.ts';
import type { Config } from '../../lanes/config.ts';
import type { Lane } from '../../lanes/resolve.ts';
import type { Criteria, Selection } from '../../planning/selection/select.ts';
import type { SourceCode } from '../../source/ginkgo/code.ts';
import type { SourceInventory } from '../../source/ginkgo/types.ts';

/**
 * Codes of findings, each with a sentence that says what it means. Each has a page of that name in `docs/lint/`.
 */
export const LINT_CODES = {
  'empty-lane': 'A lane selects no spec.',
  'same-selection': 'Two lanes select the same specs.',
  'name-disagrees': 'A lane is named for something that it does not select.',
  'idle-exclusion': 'A rule or an exclusion keeps nothing out.',
  'unknown-label': 'A filter names a label that no spec carries.',
  'unused-label': 'The suite declares a label that no spec carries.',
  'spec-in-no-lane': 'No lane selects a spec.',
  'opt-in-never-counts': 'A spec carries the label of a lane and another one that keeps it out.',
  'unruled-capability': 'A label asks for a capability, and no rule knows it.',
  'tag-without-label': 'A text has a tag, and the spec lacks the label of that name.',
  'repeated-test-id': 'Several specs have the same test_id.',
  'open-alternatives': 'An exclusion that is added to a filter would belong to its last alternative only.',
  'pattern-matches-none': 'A pattern for specs matches none.',
  'pattern-matches-several': 'A pattern for one spec matches several.',
  'spec-in-no-suite': 'A file declares specs and is compiled into no suite.',
  expired: 'The last day of a rule or an exclusion is over.',
  focused: 'The source marks specs as the only ones to run.',
  unresolved: 'The source does not tell everything about a spec.',
} as const;

type LintCode = keyof typeof LINT_CODES;

/** A replacement of text in a file that is safe to make. */
export type Fix = {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Text that has to stand there before the fix. */
  readonly before: string;
  readonly after: string;
};

export type Finding = {
  readonly code: LintCode;
  /** Path of the file as the user would write it, from the folder that the command runs in. */
  readonly file: string;
  /** Number of the line, from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
  readonly fix?: Fix;
};

/** A lane, with what it selects. */
export type LintLane = {
  readonly lane: Lane;
  readonly criteria: Criteria;
  readonly selection: Selection;
};

export type LintInput = {
  readonly config: Config;
  readonly suite: string;
  readonly specs: readonly Spec[];
  readonly lanes: readonly LintLane[];
  /** Source of the suite; absent where the suite was listed otherwise. */
  readonly source?: SourceInventory;
  readonly code?: SourceCode;
  /** Turns the name of a file in the suite's module into its path from the folder that the command runs in. */
  readonly fileOf: (name: string) => string;
  /** Day of the check, YYYY-MM-DD. */
  readonly today: string;
};
