import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/cli.ts';
import { artifactPath, copyArtifacts } from './artifacts.ts';

it('puts no artifact outside of its folder, whatever its name', () => {
  const name = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('..', '.', 'a', '', '/', 'b.txt', '\0', '...'), { maxLength: 6 })
      .map((parts) => parts.join('/')),
  );
  fc.assert(
    fc.property(name, (text) => {
      const path = artifactPath('/reports/artifacts', text);
      if (path !== undefined) expect(`${resolve(path)}/`).toMatch(/^\/reports\/artifacts\//);
    }),
  );
  expect(artifactPath('/r', 'logs/a.txt')).toBe('/r/logs/a.txt');
  expect(artifactPath('/r', '../a')).toBeUndefined();
});

it('copies files, and follows no link', () => {
  const from = temporaryFolder({ 'logs/a.txt': 'a', secret: 's' });
  mkdirSync(join(from, 'artifacts/deep'), { recursive: true });
  writeFileSync(join(from, 'artifacts/deep/b.txt'), 'b');
  symlinkSync(join(from, 'secret'), join(from, 'artifacts/link'));
  const to = temporaryFolder();
  copyArtifacts(join(from, 'artifacts'), to);
  expect(new Set(readdirSync(to, { recursive: true, encoding: 'utf8' }))).toEqual(
    new Set(['deep', 'deep/b.txt']),
  );
  copyArtifacts(join(from, 'nowhere'), to);
});
