import { expect, it, test } from 'vitest';
import { matchesConstraint, matchesFileName } from './build-constraint.ts';

const LINUX = { os: 'linux', arch: 'arm64', tags: ['e2e'] };

test.each<[string, boolean]>([
  ['a.go', true],
  ['a_linux.go', true],
  ['a_windows.go', false],
  ['a_arm64.go', true],
  ['a_amd64.go', false],
  ['a_linux_arm64.go', true],
  ['a_linux_amd64.go', false],
  ['a_windows_arm64.go', false],
  ['a_linux_test.go', true],
  ['a_windows_test.go', false],
  ['linux.go', true],
  ['windows.go', true],
  ['a_arm64_linux.go', true],
  ['a_unix.go', true],
  ['a_e2e.go', true],
])('compiles %s by its name: %s', (name, expected) => {
  expect(matchesFileName(name, LINUX)).toBe(expected);
});

test.each<[string, boolean]>([
  ['linux', true],
  ['!linux', false],
  ['linux && arm64', true],
  ['linux && amd64', false],
  ['windows || e2e', true],
  ['windows || (linux && !amd64)', true],
  ['!(windows || darwin)', true],
  ['!!linux', true],
  ['unix', true],
  ['go1.18', true],
  ['cgo && gc', true],
  ['integration', false],
  ['ignore', false],
  // Go refuses the file.
  ['linux &&', false],
  ['(linux', false],
  ['linux arm64', false],
  ['', false],
  ['linux & arm64', false],
])('compiles under //go:build %s: %s', (expression, expected) => {
  expect(matchesConstraint(expression, LINUX)).toBe(expected);
});

it('ends on an expression of any depth', () => {
  expect(matchesConstraint(`${'('.repeat(100_000)}linux${')'.repeat(100_000)}`, LINUX)).toBe(false);
  expect(matchesConstraint(`${'!'.repeat(100_000)}linux`, LINUX)).toBe(true);
});
