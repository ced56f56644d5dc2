import type { Location, Spec } from '../../../types.ts';

/** A place in a source file; line and column from 1, the column in UTF-16 units. */
export type Position = Location & { readonly column: number };

/** Why something is not known, and where that was seen. */
export type Cause = { readonly at: Position; readonly because: string };

/** What of a spec could not be read off the source. */
export type Unknown = Cause & { readonly what: 'text' | 'labels' | 'pending' | 'presence' };

/** A spec that the source declares, of which something is not known. It may also stand for several. */
export type UnresolvedSpec = {
  /** Unknown parts show as `…`. */
  readonly text: string;
  /** Those that are known. */
  readonly labels: readonly string[];
  readonly location: Location;
  readonly unknown: readonly Unknown[];
};

/** Something about the source that a person should see. */
export type Diagnostic = { readonly at: Position; readonly code: DiagnosticCode; readonly message: string };

export type DiagnosticCode =
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
  /** Of the call's callee, such as `PIt`. */
  readonly keyword: string;
  /** The end of the first argument, in UTF-16 units: labels can be added behind it. */
  readonly textEnd: number | undefined;
  /** Of the call, from its first character to behind its last. */
  readonly start: number;
  readonly end: number;
};

/** The nodes that make a spec, outermost first, beside its path without the suite. */
export type SourceSpec = Spec & { readonly nodes: readonly DeclaredNode[] };

/** Specs of files that are compiled into no suite. */
export type Orphan = { readonly file: string; readonly because: string; readonly specs: readonly Spec[] };

/** What a suite's source says of its specs. */
export type SourceInventory = {
  readonly specs: readonly SourceSpec[];
  readonly unresolved: readonly UnresolvedSpec[];
  readonly orphans: readonly Orphan[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files that were compiled in and may declare specs, relative to the module. */
  readonly files: readonly string[];
  readonly packages: number;
};
