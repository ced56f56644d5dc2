/** What a kernel module says of itself. Names with `_`, as the kernel writes them. */
export type KernelModule = {
  readonly name: string;
  /** Modules that must be loaded before. */
  readonly needs: readonly string[];
  /** Patterns of the devices that it drives. */
  readonly aliases: readonly string[];
};

/** The one name of a module, whose file may be written with `-`. */
export const moduleName = (name: string): string => name.replaceAll('-', '_');

/** Reads the section `.modinfo` of a module, an ELF file of 64 bits; `undefined` where there is none. */
export function readKernelModule(file: Buffer): KernelModule | undefined {
  const section = findSection(file, '.modinfo');
  if (section === undefined) return undefined;
  const entries = section
    .toString('latin1')
    .split('\0')
    .map((line) => {
      const at = line.indexOf('=');
      return { key: line.slice(0, at), value: line.slice(at + 1) };
    });
  const values = (key: string): readonly string[] =>
    entries.filter((entry) => entry.key === key).map(({ value }) => value);
  const name = values('name')[0];
  if (name === undefined) return undefined;
  return {
    name: moduleName(name),
    needs: values('depends').flatMap((list) => list.split(',').filter(Boolean).map(moduleName)),
    aliases: values('alias').filter((alias) => !/\s/.test(alias)),
  };
}

/** Content of a section of an ELF file, which `elf(5)` describes; s390x is big-endian. */
function findSection(file: Buffer, wanted: string): Buffer | undefined {
  if (file.length < 64 || file.toString('latin1', 0, 4) !== '\x7fELF' || file[4] !== 2) return undefined;
  const isBig = file[5] === 2;
  const u16 = (at: number): number => (isBig ? file.readUInt16BE(at) : file.readUInt16LE(at));
  const u32 = (at: number): number => (isBig ? file.readUInt32BE(at) : file.readUInt32LE(at));
  const u64 = (at: number): number => Number(isBig ? file.readBigUInt64BE(at) : file.readBigUInt64LE(at));
  try {
    const [table, size, count, namesIndex] = [u64(0x28), u16(0x3a), u16(0x3c), u16(0x3e)];
    const sectionAt = (index: number): Buffer => {
      const at = table + index * size;
      return file.subarray(u64(at + 0x18), u64(at + 0x18) + u64(at + 0x20));
    };
    const names = sectionAt(namesIndex);
    for (let index = 0; index < count; index++) {
      const start = u32(table + index * size);
      if (names.toString('latin1', start, names.indexOf(0, start)) === wanted) return sectionAt(index);
    }
  } catch (error) {
    // A table that points outside of the file.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
