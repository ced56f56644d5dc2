import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../testing/cli.ts';
import { outcomesFolder } from '../testing/outcomes.ts';
import { loadConfig } from './load.ts';
import { openConfig } from './open-config.ts';

let cache = '';
beforeEach(() => {
  cache = temporaryFolder();
  vi.stubEnv('LANEKEEPER_CACHE', cache);
  return () => vi.unstubAllEnvs();
});
const kept = (): string =>
  join(cache, 'configurations', readdirSync(join(cache, 'configurations'))[0] ?? 'none');

it('gives what is written, the first time and from what was kept', async () => {
  const folder = outcomesFolder('a');
  const first = await openConfig(folder, undefined, '1');
  const again = await openConfig(folder, undefined, '1');
  expect(first).toEqual(loadConfig(folder));
  expect(again).toEqual(first);
});

it('takes nothing that was kept of other texts, of another version, or damaged', async () => {
  const folder = outcomesFolder('a');
  await openConfig(folder, undefined, '1');
  writeFileSync(
    kept(),
    readFileSync(kept(), 'utf8')
      .replaceAll('"description":', '"ignored":')
      .replace('"select":"a"', '"select":"kept"'),
  );
  const select = async (version: string): Promise<string | undefined> =>
    (await openConfig(folder, undefined, version)).lanes.get('lane')?.value.select;
  expect(await select('1')).toBe('kept');
  expect(await select('2')).toBe('a');
  writeFileSync(kept(), '{"version"');
  expect(await select('2')).toBe('a');
  writeFileSync(
    join(folder, 'lanes/lane.yaml'),
    readFileSync(join(folder, 'lanes/lane.yaml'), 'utf8').replace('"a"', '"b"'),
  );
  expect(await select('2')).toBe('b');
  rmSync(join(folder, 'lanes/lane.yaml'));
  expect(await select('2')).toBe(undefined);
});

it('does without a cache that can’t be written', async () => {
  writeFileSync(join(cache, 'configurations'), 'in the way');
  expect((await openConfig(outcomesFolder('a'), undefined, '1')).lanes.size).toBe(1);
});
