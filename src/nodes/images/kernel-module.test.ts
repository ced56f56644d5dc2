import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { readKernelModule } from './kernel-module.ts';

/** An ELF file of 64 bits with nothing but a section `.modinfo`. */
function moduleFile(info: string, isBig: boolean): Buffer {
  const names = Buffer.from('\0.modinfo\0.shstrtab\0');
  const text = Buffer.from(info);
  const header = Buffer.alloc(64);
  const sections = Buffer.alloc(3 * 64);
  const u16 = (to: Buffer, value: number, at: number) =>
    isBig ? to.writeUInt16BE(value, at) : to.writeUInt16LE(value, at);
  const u32 = (to: Buffer, value: number, at: number) =>
    isBig ? to.writeUInt32BE(value, at) : to.writeUInt32LE(value, at);
  const u64 = (to: Buffer, value: number, at: number) =>
    isBig ? to.writeBigUInt64BE(BigInt(value), at) : to.writeBigUInt64LE(BigInt(value), at);
  header.write('\x7fELF', 0, 'latin1');
  header[4] = 2;
  header[5] = isBig ? 2 : 1;
  const table = 64 + names.length + text.length;
  u64(header, table, 0x28);
  u16(header, 64, 0x3a);
  u16(header, 3, 0x3c);
  u16(header, 2, 0x3e);
  const section = (index: number, name: number, at: number, size: number): void => {
    u32(sections, name, index * 64);
    u64(sections, at, index * 64 + 0x18);
    u64(sections, size, index * 64 + 0x20);
  };
  section(1, 1, 64 + names.length, text.length);
  section(2, 10, 64, names.length);
  return Buffer.concat([header, names, text, sections]);
}

test.each([['little-endian', false] as const, ['big-endian, as of s390x', true] as const])(
  'a %s module says its name, what it needs and what it drives',
  (_, isBig) => {
    const info = 'license=GPL\0alias=virtio:d00000002v*\0depends=failover,net-failover\0name=virtio_net\0';
    expect(readKernelModule(moduleFile(info, isBig))).toEqual({
      name: 'virtio_net',
      needs: ['failover', 'net_failover'],
      aliases: ['virtio:d00000002v*'],
    });
  },
);

it('takes nothing else for a module, and never reads outside of it', () => {
  const good = moduleFile('name=x\0', false);
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
      const spoiled = Buffer.from(good);
      spoiled[at] = byte;
      const module = readKernelModule(spoiled.subarray(0, length));
      expect(module === undefined || typeof module.name === 'string').toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(readKernelModule(Buffer.from('no ELF file'))).toBeUndefined();
});
