import type { Position, Spec, UnresolvedSpec } from '../../core/types.ts';

export type { Cause, Position, UnknownPart, UnresolvedSpec } from '../../core/types.ts';

/** Something about the source that a person should see. */
export type Diagnostic = { readonly at: Position; readonly code: DiagnosticCode; readonly message: string };

type DiagnosticCode =
  | 'syntax-error'
  | 'unreadable-file'
  | 'missing-package'
  | 'gave-up'
  | 'unresolved-suite'
  | 'invalid-label'
  | 'focused';

/** A node as its source declares it. */
export type DeclaredNode = {
  readonly at: Position;
  /** The callee as it is written, such as `PIt` or `ginkgo.It`. */
  readonly keyword: string;
  /** The end of the text among the arguments, in UTF-16 units: labels can be added behind it. */
  readonly textEnd: number | undefined;
  /** Offset of the call's first character in its file, in UTF-16 units; `end` is behind its last. */
  readonly start: number;
  readonly end: number;
};

/** A spec with the nodes that make it, outermost first: its path without the suite. */
export type SourceSpec = Spec & { readonly nodes: readonly DeclaredNode[] };

/** A file that declares specs and is compiled into no suite. */
export type Orphan = {
  readonly file: string;
  readonly because: string;
  readonly specs: readonly SourceSpec[];
};

/** What a suite's source says of its specs. */
export type SourceInventory = {
  readonly specs: readonly SourceSpec[];
  readonly unresolved: readonly UnresolvedSpec[];
  readonly orphans: readonly Orphan[];
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of the packages that may declare specs. */
  readonly folders: readonly string[];
};
