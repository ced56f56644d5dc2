import { createHash } from 'node:crypto';
import { InputError } from '../../core/errors.ts';
import { type EvidenceRun, formatRun, parseRun } from './run.ts';

/** A run as a file of the ledger. */
export type LedgerFile = {
  /** Name of the file: `2026/11/<sha256>.jsonl`, from the day (UTC) on which the run started. */
  readonly name: string;
  readonly content: Buffer;
  /** Key of the run, equal for two files that hold the same run, whatever they say of where it was read. */
  readonly key: string;
};

const NAME = /^\d{4}\/\d{2}\/([0-9a-f]{64})\.jsonl$/;

/** Whether a path, from the ledger's root, is that of a run. */
export const isLedgerName = (name: string): boolean => NAME.test(name);

export function toLedgerFile(run: EvidenceRun): LedgerFile {
  const { body, end } = formatRun(run);
  const content = Buffer.from(body + end);
  const bodyBytes = content.length - Buffer.byteLength(end);
  const hash = createHash('sha256').update(content.subarray(0, bodyBytes));
  const key = hash.copy().digest('hex');
  return {
    name: `${folderOf(run)}${hash.update(content.subarray(bodyBytes)).digest('hex')}.jsonl`,
    content,
    key,
  };
}

/** Reads a file of the ledger and holds it to its name. @throws InputError */
export function readLedgerFile(name: string, content: Buffer): { run: EvidenceRun; key: string } {
  const [, expected] = NAME.exec(name) ?? [];
  const lastLine = content.lastIndexOf('\n', -2) + 1;
  const hash = createHash('sha256').update(content.subarray(0, lastLine));
  const key = hash.copy().digest('hex');
  const found = hash.update(content.subarray(lastLine)).digest('hex');
  if (found !== expected)
    throw new InputError('ledger-file', `its content has the SHA-256 ${found}, expected that of its name`);
  const run = parseRun(content.toString('utf8'));
  if (!name.startsWith(folderOf(run)))
    throw new InputError('ledger-file', `it is in the wrong folder, expected ${folderOf(run)}`);
  return { run, key };
}

function folderOf({ header }: EvidenceRun): string {
  const [year, month] = header.startedAt.split('-');
  return `${year}/${month}/`;
}
