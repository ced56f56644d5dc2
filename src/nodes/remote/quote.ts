/** A word for a POSIX shell: nothing is special between single quotes. */
export const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
