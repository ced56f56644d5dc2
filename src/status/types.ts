import type { StatusDocumentSettings } from '../lanes/schema-types.ts';
import type { Status } from '../lanes/status-schema.ts';

/** A place in a document, from 1. */
export type Place = { readonly line: number; readonly column: number };

/** A status with its qualifier: `SUPPORTED (virtio bus)`. */
export type Standing = {
  /** `null`: the document says nothing, or something that its vocabulary lacks. */
  readonly status: Status | null;
  readonly qualifier: string | null;
};

/** `<!-- lanekeeper:hold until=2027-01-31 because="…" -->`: nobody but a human edits this until then. */
export type Hold = {
  /** Last day, `YYYY-MM-DD`. */
  readonly until: string;
  readonly because: string;
  readonly place: Place;
};

/** A row of a status document, or a gate of a Go map for one architecture. */
export type StatusEntry = Standing & {
  /** As the document writes it. */
  readonly feature: string;
  readonly arch: string;
  /** The status as the document writes it. */
  readonly text: string;
  /** Of a feature gate: Alpha, Beta, GA, … */
  readonly graduation: string | null;
  readonly place: Place;
  readonly hold: Hold | null;
  /** Why this row can't be edited. */
  readonly refusal: string | null;
};

/** What a section of a document's prose is about; see `sectionOf`. */
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

/** A row gets another standing. */
export type RowChange = {
  readonly feature: string;
  readonly arch: string;
  readonly to: Standing & { readonly status: Status };
  /** Says in the prose how it was verified. */
  readonly because: string;
};

/** A lane is listed as one that runs, or no more. */
export type LaneChange = {
  readonly lane: string;
  readonly to: 'active' | 'gone';
  readonly description: string;
};

export type Changes = { readonly rows: readonly RowChange[]; readonly lanes: readonly LaneChange[] };

/** A byte range of the old text and what stands there afterwards. Offsets in UTF-16 units. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** A kind of status document: text in, entries and edits out. Knows no file. */
export type StatusFormat = {
  /** @throws InputError where it is none of its kind. */
  readonly read: (text: string, settings: StatusDocumentSettings) => Promise<StatusReading>;
  /** The smallest edits. @throws InputError for a change that the format can't hold. */
  readonly edits: (
    text: string,
    settings: StatusDocumentSettings,
    changes: Changes,
  ) => Promise<readonly Edit[]>;
};
