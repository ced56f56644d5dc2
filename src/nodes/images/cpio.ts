/** An entry of an initial RAM file system. Paths are relative: `bin/busybox`. */
export type CpioEntry =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Buffer }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'device'; readonly path: string; readonly major: number; readonly minor: number };

const TYPES = { folder: 0o040755, file: 0o100000, link: 0o120777, device: 0o020600 } as const;
const TRAILER = 'TRAILER!!!';

/**
 * A "newc" archive, as the kernel's `buffer-format.rst` says: a header of 13 fields of 8 hexadecimal digits, the name,
 * the content, each padded to 4 bytes. Equal entries give equal bytes: no times, no owners.
 */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const parts = withParents(entries).flatMap((entry, index) => cpioRecord(entry, index + 1));
  return Buffer.concat([...parts, ...frame(TRAILER, { inode: 0, mode: 0, links: 1 }, Buffer.alloc(0))]);
}

/** Entries behind the folders that they lie in: the kernel unpacks in order and makes no folders by itself. */
function withParents(entries: readonly CpioEntry[]): readonly CpioEntry[] {
  const made = new Set(entries.filter(({ kind }) => kind === 'folder').map(({ path }) => path));
  const missing: CpioEntry[] = [];
  for (const { path } of entries) {
    const names = path.split('/').slice(0, -1);
    for (const depth of names.keys()) {
      const folder = names.slice(0, depth + 1).join('/');
      if (made.has(folder)) continue;
      made.add(folder);
      missing.push({ kind: 'folder', path: folder });
    }
  }
  const byDepth = missing.toSorted((a, b) => a.path.length - b.path.length);
  return [...byDepth, ...entries];
}

function cpioRecord(entry: CpioEntry, inode: number): readonly Buffer[] {
  const mode = TYPES[entry.kind];
  switch (entry.kind) {
    case 'folder':
      return frame(entry.path, { inode, mode, links: 2 }, Buffer.alloc(0));
    case 'file':
      return frame(entry.path, { inode, mode: mode | entry.mode, links: 1 }, entry.content);
    case 'link':
      return frame(entry.path, { inode, mode, links: 1 }, Buffer.from(entry.target));
    case 'device':
      return frame(
        entry.path,
        { inode, mode, links: 1, major: entry.major, minor: entry.minor },
        Buffer.alloc(0),
      );
  }
}

type Header = { inode: number; mode: number; links: number; major?: number; minor?: number };

function frame(name: string, header: Header, content: Buffer): readonly Buffer[] {
  const { inode, mode, links, major = 0, minor = 0 } = header;
  const nameBytes = Buffer.from(`${name}\0`);
  const fields = [inode, mode, 0, 0, links, 0, content.length, 0, 0, major, minor, nameBytes.length, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return [pad(Buffer.concat([Buffer.from(head), nameBytes])), pad(content)];
}

const pad = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** Our init with the two devices that a program needs before it can make its own. */
export const agentEntries = (path: string, agent: Buffer): readonly CpioEntry[] => [
  { kind: 'device', path: 'dev/console', major: 5, minor: 1 },
  { kind: 'device', path: 'dev/null', major: 1, minor: 3 },
  { kind: 'file', path, mode: 0o755, content: agent },
];
