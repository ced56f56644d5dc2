import type { StatusDocumentSettings } from '../lanes/schema-types.ts';
import type { Status } from '../lanes/status-schema.ts';

/** Place in a document. Lines and columns count from 1. */
export type Place = { readonly line: number; readonly column: number };

/** A status with its qualifier: `SUPPORTED (virtio bus)`. */
export type Standing = {
  /** The status; `null` where the document says nothing, or something that its vocabulary lacks. */
  readonly status: Status | null;
  readonly qualifier: string | null;
};

/**
 * Hold, `<!-- lanekeeper:hold until=2027-01-31 because="…" -->`: nobody but a human edits what it is about until
 * then.
 */
export type Hold = {
  /** Last day of the hold, `YYYY-MM-DD`. */
  readonly until: string;
  readonly because: string;
  readonly place: Place;
};

/** A row of a status document, or a gate of a Go map for one architecture. */
export type StatusEntry = Standing & {
  /** Name of the feature as the document writes it. */
  readonly feature: string;
  readonly arch: string;
  /** The status as the document writes it. */
  readonly text: string;
  /** Graduation of a feature gate: Alpha, Beta, GA, … */
  readonly graduation: string | null;
  readonly place: Place;
  readonly hold: Hold | null;
  /** Reason why this row can't be edited. */
  readonly refusal: string | null;
};

/** Subject of a section of a document's prose; see `sectionOf`. */
export type Section = 'verified' | 'planned' | 'expected' | 'limitations' | 'pending';

/** A bullet of prose that names a feature: `- **Disks (virtio bus)**: Tested in …`. */
export type ProseClaim = {
  readonly section: Section;
  readonly feature: string;
  readonly qualifier: string | null;
  readonly place: Place;
};

/** A lane that a document says to exist: in its list of current lanes, or in a note on lanes that don't run yet. */
export type LaneClaim = {
  readonly lane: string;
  readonly claimed: 'active' | 'defined';
  readonly place: Place;
};

/** Something in a document that can't be taken as it stands. */
export type StatusProblem = { readonly place: Place; readonly message: string };

export type StatusReading = {
  readonly entries: readonly StatusEntry[];
  readonly prose: readonly ProseClaim[];
  readonly lanes: readonly LaneClaim[];
  readonly problems: readonly StatusProblem[];
};

/** Change that gives a row another standing. */
export type RowChange = {
  readonly feature: string;
  readonly arch: string;
  readonly to: Standing & { readonly status: Status };
  /** Sentence for the prose on how the row was verified. */
  readonly because: string;
};

/** Change that lists a lane as one that runs, or no more. */
export type LaneChange = {
  readonly lane: string;
  readonly to: 'active' | 'gone';
  readonly description: string;
};

export type Changes = { readonly rows: readonly RowChange[]; readonly lanes: readonly LaneChange[] };

/** Replacement of a range of the old text by what stands there afterwards. Offsets are in UTF-16 units. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** Format of status documents: text in, entries and edits out. It knows no file. */
export type StatusFormat = {
  /** Reads a document. @throws InputError where it is none of its kind. */
  readonly read: (text: string, settings: StatusDocumentSettings) => Promise<StatusReading>;
  /**
   * Plans the smallest edits that make the changes. @throws InputError for a change that the format can't hold.
   */
  readonly edits: (
    text: string,
    settings: StatusDocumentSettings,
    changes: Changes,
  ) => Promise<readonly Edit[]>;
};
