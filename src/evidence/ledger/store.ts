/** A file of the ledger, as it lies there. */
export type StoredFile = {
  /** Path of the file, from the ledger's root, with `/`. */
  readonly name: string;
  readonly bytes: number;
};

/** Keeps the files of a ledger. Adding the same file twice changes nothing; nothing is ever changed in place. */
export type EvidenceStore = {
  /** Identity of the ledger, by which its index is told from those of others. */
  readonly identity: string;
  /** Name of the ledger in messages. */
  readonly title: string;
  readonly list: () => readonly StoredFile[];
  readonly read: (name: string) => Buffer;
  /** Adds all of the files, or throws. */
  readonly add: (files: readonly { readonly name: string; readonly content: Uint8Array }[]) => Promise<void>;
  readonly remove: (names: readonly string[]) => Promise<void>;
  /** Moves a file that can't be trusted to `damaged/`, where nothing reads it. */
  readonly setAside: (names: readonly string[]) => Promise<void>;
};
