import { createReadStream, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';

/** A tar of a folder of ours, with its links as they are; git's own folder stays out, no test needs it. */
export function packFolder(folder: string): Readable {
  const tar = pack();
  addFolder(tar, folder, '').then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  return Readable.from(tar);
}

async function addFolder(tar: Pack, folder: string, prefix: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = `${prefix}${entry.name}`;
    const { mode, size } = lstatSync(path);
    const common = { name, mode: mode & 0o777 };
    if (entry.isDirectory()) {
      if (entry.name === '.git') continue;
      tar.entry({ ...common, type: 'directory' });
      await addFolder(tar, path, `${name}/`);
    } else if (entry.isSymbolicLink())
      tar.entry({ ...common, type: 'symlink', linkname: readlinkSync(path) });
    else if (entry.isFile()) await pipeline(createReadStream(path), tar.entry({ ...common, size }));
  }
}
