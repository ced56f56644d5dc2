import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../testing/cli.ts';
import { givenFile } from './files.ts';
import { imagesFolder, listStored, readStored, writeStored } from './store.ts';

beforeEach(() => {
  vi.stubEnv('LANEKEEPER_CACHE', temporaryFolder());
  return () => vi.unstubAllEnvs();
});

const make = (content: string) => async (folder: string) => {
  writeFileSync(join(folder, 'kernel'), content);
  return `of ${content}`;
};

describe('the store of images', () => {
  it('gives an image back, and lists it', async () => {
    await writeStored('a', make('x'));
    const { folder = '', digest } = (await readStored('a', () => {})) ?? {};
    expect(readFileSync(join(folder, 'kernel'), 'utf8')).toBe('x');
    expect(digest).toMatch(/^sha256:/);
    expect(listStored()).toMatchObject([{ key: 'a', description: 'of x', bytes: 1 }]);
    expect(await readStored('b', () => {})).toBeUndefined();
  });

  it('gives none that is damaged, and says so', async () => {
    await writeStored('a', make('xyz'));
    truncateSync(join(imagesFolder(), 'a/kernel'), 2);
    const notes: string[] = [];
    expect(await readStored('a', (note) => notes.push(note))).toBeUndefined();
    expect(notes.join()).toMatch(/kernel: found sha256:\w+, expected sha256:\w+: the image is damaged/);
    await writeStored('a', make('xyz'));
    expect(await readStored('a', () => {})).toBeDefined();
  });

  it('keeps one of two that are made at once, and nothing of one that failed', async () => {
    await Promise.all([writeStored('a', make('x')), writeStored('a', make('x'))]);
    await expect(
      writeStored('b', async (folder) => {
        writeFileSync(join(folder, 'kernel'), 'half');
        throw new Error('no more room');
      }),
    ).rejects.toThrow('no more room');
    expect(readdirSync(imagesFolder())).toEqual(['a']);
  });
});

describe('a file from an address', () => {
  const options = { note: () => {}, kill: new AbortController().signal };
  const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

  async function serve(content: string): Promise<{ address: string; requests: () => number }> {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      if (request.url !== '/disk') response.statusCode = 404;
      response.end(content);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    return { address: `http://127.0.0.1:${port}`, requests: () => requests };
  }

  it('is fetched once, and used when its digest is right', async () => {
    const { address, requests } = await serve('content');
    for (let time = 0; time < 2; time++) {
      const path = await givenFile(`${address}/disk`, digestOf('content'), '/', options);
      expect(readFileSync(path, 'utf8')).toBe('content');
    }
    expect(requests()).toBe(1);
  });

  it('is not kept when its digest is wrong, or it is not there', async () => {
    const { address } = await serve('other');
    await expect(givenFile(`${address}/disk`, digestOf('content'), '/', options)).rejects.toThrow(
      /\/disk: found sha256:\w+, expected sha256:\w+: nothing of it is kept/,
    );
    await expect(givenFile(`${address}/x`, digestOf('other'), '/', options)).rejects.toThrow(
      /\/x: can't be fetched: the server answers 404/,
    );
    await expect(givenFile('http://127.0.0.1:1/x', digestOf('other'), '/', options)).rejects.toThrow(
      /can't be fetched: fetch failed \(.*\)/,
    );
    expect(readdirSync(imagesFolder())).toEqual([]);
  });
});
