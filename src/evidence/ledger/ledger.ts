import { amount } from '../../core/amount.ts';
import { complaintOf, EXIT, InputError, LanekeeperError } from '../../core/errors.ts';
import { type LedgerIndex, openIndex } from './index-file.ts';
import type { Evidence, IndexedRun } from './indexed-run.ts';
import { readLedgerFile, toLedgerFile } from './ledger-file.ts';
import type { EvidenceRun, RunDetails } from './run.ts';
import { failuresIn } from './run-details.ts';
import { historiesIn, type SpecHistory } from './spec-histories.ts';
import type { EvidenceStore, StoredFile } from './store.ts';

/** A file of the ledger that can't be trusted, and why. */
export type Damage = { readonly file: string; readonly because: string };

export type Ledger = {
  /**
   * Adds runs; one that is there already changes nothing. Gives the file and the outcome of each run, in their
   * order.
   */
  readonly admit: (
    runs: readonly EvidenceRun[],
  ) => Promise<readonly { readonly file: string; readonly admittedAs: 'added' | 'known' }[]>;
  /** Reads all runs. Throws where a file is damaged, because what it would say is unknown. */
  readonly evidence: () => Evidence;
  /** Reads the seconds, attempts and failures of a run of `evidence()`. */
  readonly details: (run: IndexedRun) => RunDetails;
  /** Reads how long specs took on each architecture, and whether they ever passed there. */
  readonly histories: () => readonly SpecHistory[];
};

/** Gives a ledger to a function. The files are the truth; the index is brought up to date with them first. */
export async function withLedger<T>(store: EvidenceStore, use: (ledger: Ledger) => Promise<T>): Promise<T> {
  const index = openIndex(store.identity);
  try {
    return await use({
      admit: (runs) => admit(store, index, runs),
      evidence: () => {
        const { damages, present } = update(store, index);
        if (damages.length > 0) throw damaged(store, damages);
        return { specs: index.specs(), runs: index.runs(present.map(({ file }) => file)) };
      },
      details: (run) => ({ seconds: index.seconds(run.file), ...failuresIn(run, store.read(run.file)) }),
      histories: () => {
        const { present } = update(store, index);
        const files = present.map(({ file }) => file);
        return historiesIn(index.specs(), index.runs(files), index.seconds);
      },
    });
  } finally {
    index.close();
  }
}

async function admit(
  store: EvidenceStore,
  index: LedgerIndex,
  runs: readonly EvidenceRun[],
): Promise<readonly { file: string; admittedAs: 'added' | 'known' }[]> {
  const known = new Set(update(store, index).present.map(({ key }) => key));
  const admitted = runs.map((run) => {
    const file = toLedgerFile(run);
    const admittedAs: 'added' | 'known' = known.has(file.key) ? 'known' : 'added';
    known.add(file.key);
    return { run, file, admittedAs };
  });
  const added = admitted.filter(({ admittedAs }) => admittedAs === 'added');
  if (added.length > 0) {
    await store.add(added.map(({ file }) => file));
    index.add(
      added.map(({ run, file: { name, content, key } }) => ({
        file: name,
        bytes: content.length,
        key,
        run,
      })),
    );
  }
  return admitted.map(({ file, admittedAs }) => ({ file: file.name, admittedAs }));
}

/**
 * Largest file that is read, in bytes: ten times a run of ten times KubeVirt's suite, with a failure message for
 * each spec.
 */
const MAX_BYTES = 256 * 1024 * 1024;

/** Number of files that are in memory at a time. */
const BATCH_SIZE = 25;

/**
 * Brings the index up to date with the files. They are named by their content: one that has the name and the size
 * of one that was read is that one. Files that only the index knows stay in it, because another process may see
 * more of the ledger than we do.
 */
function update(store: EvidenceStore, index: LedgerIndex) {
  const stored = store.list();
  const knownBytes = new Map(index.files().map(({ file, bytes }) => [file, bytes]));
  const fresh = stored.filter(({ name, bytes }) => knownBytes.get(name) !== bytes);
  const damages: Damage[] = [];
  // In portions, so that a ledger of gigabytes does not have to fit into memory.
  for (let at = 0; at < fresh.length; at += BATCH_SIZE) {
    const read = readFiles(store, fresh.slice(at, at + BATCH_SIZE));
    damages.push(...read.damages);
    if (read.runs.length > 0) index.add(read.runs);
  }
  const known = new Map(index.files().map((each) => [each.file, each]));
  const present = stored.flatMap(({ name, bytes }) => {
    const found = known.get(name);
    return found?.bytes === bytes ? [found] : [];
  });
  return { damages, present };
}

function readFiles(store: EvidenceStore, files: readonly StoredFile[]) {
  const runs: { file: string; bytes: number; key: string; run: EvidenceRun }[] = [];
  const damages: Damage[] = [];
  for (const { name, bytes } of files)
    try {
      if (bytes > MAX_BYTES)
        throw new InputError('ledger-file', `it has ${bytes} bytes, expected at most ${MAX_BYTES}`);
      runs.push({ file: name, bytes, ...readLedgerFile(name, store.read(name)) });
    } catch (error) {
      damages.push({ file: name, because: complaintOf(error) });
    }
  return { runs, damages };
}

/** Reads every file and holds it to its name, whatever the index says. */
export const verifyStore = (
  store: EvidenceStore,
): { readonly files: number; readonly damages: readonly Damage[] } => {
  const files = store.list();
  return { files: files.length, damages: files.flatMap((file) => readFiles(store, [file]).damages) };
};

const damaged = (store: EvidenceStore, damages: readonly Damage[]): LanekeeperError =>
  new LanekeeperError(
    EXIT.infrastructure,
    [
      `${store.title}: found ${amount(damages.length, 'damaged file')}, which could say anything:`,
      ...damages.map(({ file, because }) => `  ${file}: ${because}`),
      'lanekeeper evidence verify --set-aside moves them to damaged/; restore them from a copy if you can',
    ].join('\n'),
  );
