import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/cli.ts';
import { findModule, folderOfPackage, importPathOf } from './module.ts';

it('knows its own packages, those of the workspace, those replaced by a folder, and vendored ones', () => {
  const root = temporaryFolder({
    'go.mod':
      'module example.org/root // ours\n\nrequire (\n\tgithub.com/onsi/ginkgo/v2 v2.19.0\n)\n\nreplace (\n\texample.org/old v1.2.3 => ./staging/old\n\texample.org/remote => example.org/fork v1.0.0\n)\n',
    'go.work': 'go 1.24\n\nuse (\n\t.\n\t./tools\n)\n',
    'tools/go.mod': 'module example.org/root/tools\n',
    'vendor/example.org/far/pkg/a.go': 'package pkg\n',
  });
  mkdirSync(join(root, 'deep/er'), { recursive: true });
  const module = findModule(join(root, 'deep/er'));
  if (module === undefined) throw new Error('found no module');
  expect(module).toMatchObject({ root, path: 'example.org/root' });
  expect(module.versionOf('github.com/onsi/ginkgo/v2')).toBe('2.19.0');
  expect(module.versionOf('example.org/none')).toBeUndefined();
  expect(importPathOf(module, join(root, 'deep/er'))).toBe('example.org/root/deep/er');
  const folder = (path: string) => folderOfPackage(module, path);
  expect(folder('example.org/root')).toEqual({ folder: root, local: true });
  expect(folder('example.org/root/a/b')).toEqual({ folder: join(root, 'a/b'), local: true });
  expect(folder('example.org/root/tools/x')).toEqual({ folder: join(root, 'tools/x'), local: true });
  expect(folder('example.org/old/api')).toEqual({ folder: join(root, 'staging/old/api'), local: true });
  expect(folder('example.org/far/pkg')).toEqual({
    folder: join(root, 'vendor/example.org/far/pkg'),
    local: false,
  });
  expect(folder('example.org/rootless')).toBeUndefined();
  expect(folder('example.org/remote')).toBeUndefined();
});

it('finds no module where there is none', () => {
  expect(findModule(temporaryFolder())).toBeUndefined();
});
