import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { ArchiveRefusal } from './errors.ts';
import { type ArchiveLimits, createArchiveWriter, LIMITS } from './writer.ts';

export { ArchiveRefusal } from './errors.ts';

type Kind = 'zip' | 'tar' | 'tar.gz';

/** What kind of archive a file is, by its first bytes; `undefined` for one that is none. */
export function archiveKind(path: string): Kind | undefined {
  const head = Buffer.alloc(512);
  const file = openSync(path, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  // The second is the end of an archive, of one without entries.
  if (['PK\u0003\u0004', 'PK\u0005\u0006'].includes(head.toString('latin1', 0, 4))) return 'zip';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'tar.gz';
  return head.toString('latin1', 257, 262) === 'ustar' ? 'tar' : undefined;
}

export type ExtractOptions = {
  readonly limits?: ArchiveLimits;
  /** What becomes of links and devices in a tar. */
  readonly others?: 'refuse' | 'skip';
};

/**
 * Unpacks a zip or a tar from a stranger into a folder that is empty.
 *
 * @throws ArchiveRefusal where it would write elsewhere, has links, is larger than the limits, or is damaged; what was
 * written until then is below the folder.
 */
export async function extractArchive(
  path: string,
  to: string,
  { limits = LIMITS, others = 'refuse' }: ExtractOptions = {},
): Promise<void> {
  const kind = archiveKind(path);
  if (kind === undefined) throw new ArchiveRefusal('is neither a zip nor a tar');
  const writer = createArchiveWriter(to, statSync(path).size, limits);
  // Loaded when needed: few commands unpack anything.
  if (kind === 'zip') await (await import('./zip.ts')).extractZip(path, writer);
  else await (await import('./tar.ts')).extractTar(path, kind === 'tar.gz', others, writer);
}
