import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SpecNames } from '../../core/spec-identity.ts';
import { cacheFolder } from '../../system/files.ts';
import type { IndexedRun } from './indexed-run.ts';
import { bytesOf, createSpecNumbers, packResults, resultsFrom } from './packed-results.ts';
import type { EvidenceRun } from './run.ts';

/** Version of the tables' form: each has an index of its own. */
const FORM = 2;

const TABLES = `
  CREATE TABLE IF NOT EXISTS run (file TEXT PRIMARY KEY, bytes INTEGER, key TEXT, header TEXT, origin TEXT, results BLOB, seconds BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS spec (number INTEGER PRIMARY KEY, names TEXT UNIQUE) STRICT;
`;

/**
 * Index of the ledger's files, in a form that is fast to read. It is made of them, can be deleted at any time, and
 * is never asked about a file that is not there any more.
 */
export type LedgerIndex = {
  /**
   * Files that were ever read, with their sizes in bytes and the keys of their runs; they need not be there any
   * more.
   */
  readonly files: () => readonly { readonly file: string; readonly bytes: number; readonly key: string }[];
  readonly add: (runs: readonly { file: string; bytes: number; key: string; run: EvidenceRun }[]) => void;
  readonly specs: () => readonly SpecNames[];
  /** Runs of these files, in their order; the index must know each file. */
  readonly runs: (files: readonly string[]) => readonly IndexedRun[];
  /** The seconds of each result of a file, in the order of its results. */
  readonly seconds: (file: string) => Float32Array;
  readonly close: () => void;
};

export function openIndex(identity: string): LedgerIndex {
  const folder = join(cacheFolder(), 'evidence');
  const name = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  const path = join(folder, `${name}-${FORM}.sqlite`);
  try {
    mkdirSync(folder, { recursive: true });
    return useDatabase(openDatabase(path));
  } catch {
    // Damaged, or of somebody else: made anew. Where nothing can be kept, it lives as long as we do.
    try {
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
      return useDatabase(openDatabase(path));
    } catch {
      return useDatabase(openDatabase(':memory:'));
    }
  }
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
  // Without waiting for the disk, a crash of the machine can leave a broken one.
  if (database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok')
    throw new Error('the index is damaged');
  database.exec(TABLES);
  return database;
}

function useDatabase(database: DatabaseSync): LedgerIndex {
  const rows = (sql: string) => database.prepare(sql).all() as Record<string, string & number>[];
  return {
    files: () =>
      rows('SELECT file, bytes, key FROM run').map(({ file = '', bytes = 0, key = '' }) => ({
        file,
        bytes,
        key,
      })),
    add: (runs) => transaction(database, () => addRuns(database, runs)),
    specs: () => readSpecNames(database),
    runs: (files) => readRuns(database, files),
    seconds: (file) => {
      const row = database.prepare('SELECT seconds FROM run WHERE file = ?').get(file) as {
        seconds: Uint8Array;
      };
      return new Float32Array(row.seconds.slice().buffer);
    },
    close: () => database.close(),
  };
}

function transaction(database: DatabaseSync, work: () => void): void {
  // Writers take turns; numbers of specs are given out within.
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function addRuns(database: DatabaseSync, runs: Parameters<LedgerIndex['add']>[0]): void {
  const known = readSpecNames(database);
  const numbers = createSpecNumbers(known);
  const addRun = database.prepare('INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const { file, bytes, key, run } of runs)
    addRun.run(
      file,
      bytes,
      key,
      JSON.stringify(run.header),
      JSON.stringify(run.origin),
      bytesOf(packResults(run.results, (names) => numbers.numberOf(plainNames(names)))),
      new Uint8Array(Float32Array.from(run.results, ({ seconds }) => seconds).buffer),
    );
  const addSpec = database.prepare('INSERT INTO spec (number, names) VALUES (?, ?)');
  numbers.specs.forEach(({ id, testIds }, number) => {
    if (number >= known.length) addSpec.run(number, [id, ...testIds].join('\n'));
  });
}

const plainNames = ({ id, testIds }: SpecNames): SpecNames => ({
  id: withoutLineBreak(id),
  testIds: testIds.map(withoutLineBreak),
});

/** A name as one line of well-formed Unicode without NUL: in the table, a line break ends a name. */
const withoutLineBreak = (name: string): string =>
  /[\n\0]/.test(name) || !name.isWellFormed() ? name.replace(/[\n\0]/g, ' ').toWellFormed() : name;

/** Names of the specs, by number. */
const readSpecNames = (database: DatabaseSync): readonly SpecNames[] =>
  (database.prepare('SELECT names FROM spec ORDER BY number').all() as { names: string }[]).map(
    ({ names }) => {
      const [id = '', ...testIds] = names.split('\n');
      return { id, testIds };
    },
  );

type RunRow = { file: string; key: string; header: string; origin: string; results: Uint8Array };

function readRuns(database: DatabaseSync, files: readonly string[]): readonly IndexedRun[] {
  const statement = database.prepare('SELECT file, key, header, origin, results FROM run WHERE file = ?');
  return files.map((name) => {
    const { file, key, header, origin, results } = statement.get(name) as unknown as RunRow;
    return {
      file,
      key,
      header: JSON.parse(header),
      origin: JSON.parse(origin),
      results: resultsFrom(results),
    };
  });
}
