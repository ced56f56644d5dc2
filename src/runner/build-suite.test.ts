import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { digestOfText } from '../core/digest.ts';
import { temporaryFolder } from '../testing/cli.ts';
import { type BuiltSource, buildSuite } from './build-suite.ts';
import { sourceOf } from './suite-source.ts';

/** The first bytes of an ELF program for a machine, by its number there. */
function elf(machine: number, order: 'little' | 'big' = 'little'): Buffer {
  const header = Buffer.alloc(20);
  header.write('\x7fELF\x02', 'latin1');
  header.writeUInt8(order === 'big' ? 2 : 1, 5);
  if (order === 'big') header.writeUInt16BE(machine, 18);
  else header.writeUInt16LE(machine, 18);
  return header;
}

const AARCH64 = 183;
const S390X = 22;

/** Builds a suite that is there as a program, for machines of an architecture, or for this machine as it is. */
async function buildProgram(content: string | Buffer, arch?: string): Promise<BuiltSource> {
  const path = join(temporaryFolder(), 'suite.test');
  writeFileSync(path, content, { mode: 0o755 });
  const source = sourceOf('suite', { kind: 'ginkgo', path }, path);
  return buildSuite('suite', source, 1, arch === undefined ? undefined : { arch }, { note: () => {} });
}

describe('a suite that was found as a program', () => {
  it('is taken as it is, with its digest', async () => {
    const { suite, digest } = await buildProgram('#!/bin/sh\n');
    expect(suite).toMatchObject({ binary: expect.stringMatching(/\/suite\.test$/), modulePath: '' });
    expect(digest).toBe(digestOfText('#!/bin/sh\n'));
  });

  test.each<[string, string | Buffer, string | undefined]>([
    ['for the architecture of the node', elf(AARCH64), 'arm64'],
    ['for it, in the other byte order', elf(S390X, 'big'), 's390x'],
    ['that is a script', '#!/bin/sh\n', 'arm64'],
    ['that is shorter than a header', 'x', 'arm64'],
    ['for another one, to run on this machine as it is', elf(S390X, 'big'), undefined],
  ])('%s is taken', async (_, content, arch) => {
    await expect(buildProgram(content, arch)).resolves.toMatchObject({ digest: expect.any(String) });
  });

  test.each<[string, Buffer, string]>([
    ['another architecture', elf(S390X, 'big'), 's390x'],
    ['a machine that nobody knows', elf(4242), 'machine 4242'],
  ])('for %s is refused', async (_, content, found) => {
    await expect(buildProgram(content, 'arm64')).rejects.toThrow(
      `suite.test: found a program for ${found}, expected one for arm64: compile it with GOARCH=arm64`,
    );
  });
});

describe('what stands at the path of a suite', () => {
  const folder = () => temporaryFolder({ 'a.json': '[]', script: '#!/bin/sh\n', 'notes.txt': 'x' });

  test.each<[string, 'ginkgo' | 'junit' | 'console', string, 'package' | 'binary']>([
    ['a folder of a program', 'ginkgo', '.', 'package'],
    ['a program', 'ginkgo', 'script', 'binary'],
    ['a folder that its tests are run in', 'junit', '.', 'package'],
    ['a file of steps', 'console', 'notes.txt', 'binary'],
  ])('may be %s', (_, kind, path, expected) => {
    expect(sourceOf('s', { kind, path }, join(folder(), path)).kind).toBe(expected);
  });

  test.each<[string, 'ginkgo' | 'junit' | 'console', string, RegExp]>([
    ['nothing', 'ginkgo', 'nowhere', /nowhere: no such file or folder for the suite "s"; name the report/],
    ['a report', 'ginkgo', 'a.json', /a\.json: a report can be listed but not run/],
    ['a text', 'ginkgo', 'notes.txt', /found a file that can't be executed, for the suite "s"/],
    [
      'a file',
      'junit',
      'script',
      /found a file for the suite "s"; name the folder that its tests are run in/,
    ],
    ['a folder', 'console', '.', /found a folder for the suite "s"; name a file of console steps/],
  ])('can’t be %s', (_, kind, path, message) => {
    expect(() => sourceOf('s', { kind, path }, join(folder(), path))).toThrow(message);
  });
});
