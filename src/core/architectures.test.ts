import { expect, test } from 'vitest';
import { ARCHITECTURES, architectureCalled, architectureOfUname } from './architectures.ts';

test.each([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
  ['arm64', 'arm64'],
  ['s390x', 's390x'],
  ['riscv64', 'riscv64'],
  ['ppc64le', 'ppc64le'],
  ['loongarch64', 'loong64'],
  ['armv7l', undefined],
])('uname -m %s is %s', (uname, expected) => {
  expect(architectureOfUname(uname)?.go).toBe(expected);
});

test.each([
  ['AArch64', 'arm64'],
  ['ppc64el', 'ppc64le'],
  ['x86_64', 'amd64'],
  ['pdp11', undefined],
])('%s means %s', (word, expected) => {
  expect(architectureCalled(word)?.go).toBe(expected);
});

test('no name means two architectures', () => {
  const names = ARCHITECTURES.flatMap(({ go, uname, qemu, debian, kubernetes }) => [
    ...new Set([go, ...uname, qemu, debian, kubernetes]),
  ]);
  expect(new Set(names).size).toBe(names.length);
});
