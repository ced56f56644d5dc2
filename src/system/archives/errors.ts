import { InputError, isSystemError } from '../../core/errors.ts';

/** Why an archive is not unpacked, in words: it would write elsewhere, link, fill the disk, or is damaged. */
export class ArchiveRefusal extends InputError {
  constructor(complaint: string) {
    super('archive', complaint);
    this.name = 'ArchiveRefusal';
  }
}

/** How an entry is named in messages, however long and strange its name is. */
export const shown = (name: string): string =>
  JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);

/** What a library that unpacks throws: the archive is damaged, unless the operating system said no. */
export const asDamage = (error: unknown): unknown =>
  isSystemError(error) ? error : new ArchiveRefusal(`is damaged, or cut off: ${(error as Error).message}`);

/**
 * Yields what a library that unpacks yields. Only errors of the library are taken for damage: those of whoever takes
 * the values are not seen here.
 */
export async function* unpacked<T>(values: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* values;
  } catch (error) {
    throw asDamage(error);
  }
}
