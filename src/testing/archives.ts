import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

/** An entry of a tar: its header, and its content where it has some. */
export type TarEntry = Partial<Header> & { readonly name: string } & { readonly content?: string | Buffer };

export async function makeTar(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of entries) tar.entry(header, content);
  tar.finalize();
  return buffer(tar);
}

export type ZipEntry = {
  readonly name: string;
  readonly content?: string | Buffer;
  /** Kind and permissions of the entry, as Unix has them. */
  readonly mode?: number;
  /** Flags of the entry, by the specification: 1 for encrypted. */
  readonly flags?: number;
  /** Size that the directory gives for the entry, where that is not true. */
  readonly size?: number;
  /** Number of another entry, whose bytes are the entry's own too. */
  readonly sharedWith?: number;
};

/** Makes a zip as nobody's tool would write it, by PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  const placed: { readonly offset: number; readonly packed: number }[] = [];
  let at = 0;
  for (const { name, content = '', mode = 0o100644, flags = 0, size, sharedWith } of entries) {
    const data = Buffer.from(content);
    const packed = deflateRawSync(data);
    const file = Buffer.from(name, 'latin1');
    const shared = sharedWith === undefined ? undefined : placed[sharedWith];
    const place = shared ?? { offset: at, packed: packed.length };
    placed.push(place);
    // Version, flags, method, time and date, CRC, packed and unpacked size, length of the name, and of the extra field.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(place.packed, 14);
    common.writeUInt32LE(size ?? data.length, 18);
    common.writeUInt16LE(file.length, 22);
    if (shared === undefined) {
      const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, file, packed]);
      locals.push(local);
      at += local.length;
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(place.offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, tail, file]));
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, listed, Buffer.from('PK\u0005\u0006'), end]);
}
