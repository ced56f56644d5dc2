import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { digestOfText } from '../core/digest.ts';
import { REPOSITORY, temporaryFolder } from '../testing/cli.ts';
import { digestOfFile } from './digest-files.ts';
import { moveFile, withTemporaryFolder, writeFileAtomic } from './files.ts';

describe('a file', () => {
  it('is written whole, in folders that are made for it, and leaves nothing beside it', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a/b/file.txt');
    writeFileAtomic(path, 'one');
    writeFileAtomic(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['file.txt']);
  });

  it('that can’t be written leaves the old one and nothing beside it', () => {
    const folder = temporaryFolder({ 'taken/file.txt': 'old' });
    expect(() => writeFileAtomic(join(folder, 'taken'), 'new')).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
    expect(() => moveFile(join(folder, 'nowhere'), join(folder, 'taken/file.txt'))).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(readdirSync(join(folder, 'taken'))).toEqual(['file.txt']);
    expect(readFileSync(join(folder, 'taken/file.txt'), 'utf8')).toBe('old');
  });

  it('has the digest of its text', async () => {
    const folder = temporaryFolder({ a: 'text' });
    expect(await digestOfFile(join(folder, 'a'))).toBe(digestOfText('text'));
    expect(digestOfText('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('a temporary folder', () => {
  it('goes, also after an error', async () => {
    let folder = '';
    const fails = withTemporaryFolder(async (path) => {
      folder = path;
      writeFileSync(join(path, 'x'), 'x');
      throw new Error('for the test');
    });
    await expect(fails).rejects.toThrow('for the test');
    expect(existsSync(folder)).toBe(false);
  });

  it('goes when a signal ends us', async () => {
    const parent = temporaryFolder();
    const script = `import { withTemporaryFolder } from ${JSON.stringify(join(REPOSITORY, 'src/system/files.ts'))};
      import { listenToSignals } from ${JSON.stringify(join(REPOSITORY, 'src/system/signals.ts'))};
      listenToSignals();
      await withTemporaryFolder(async () => { process.kill(process.pid, 'SIGTERM'); await new Promise((r) => setTimeout(r, 60000)); }, ${JSON.stringify(parent)});`;
    const { exitCode } = await execa(process.execPath, ['--input-type=module', '-e', script], {
      reject: false,
    });
    expect(exitCode).toBe(130);
    expect(readdirSync(parent)).toEqual([]);
  });
});
