/** Why an archive is not unpacked, in words: it would write elsewhere, link, fill the disk, or is damaged. */
export class ArchiveRefusal extends Error {
  override readonly name = 'ArchiveRefusal';
}

/** How an entry is named in messages, however long and strange its name is. */
export const shown = (name: string): string =>
  JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
