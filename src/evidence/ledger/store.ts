/** A file of the ledger, as it lies there. */
export type StoredFile = {
  /** From the ledger's root, with `/`. */
  readonly name: string;
  readonly bytes: number;
};

/** Keeps the files of a ledger. Adding the same file twice changes nothing; nothing is ever changed in place. */
export type EvidenceStore = {
  /** Tells ledgers apart, for what is kept about them. */
  readonly identity: string;
  /** As messages name it. */
  readonly title: string;
  readonly list: () => readonly StoredFile[];
  readonly read: (name: string) => Buffer;
  /** All of them, or an error. */
  readonly add: (files: readonly { readonly name: string; readonly content: Uint8Array }[]) => Promise<void>;
  readonly remove: (names: readonly string[]) => Promise<void>;
  /** Moves a file that can't be trusted to `damaged/`, where nothing reads it. */
  readonly setAside: (names: readonly string[]) => Promise<void>;
};
