import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { EXIT } from '../core/errors.ts';
import { NodeError } from '../nodes/node-error.ts';
import { temporaryFolder } from '../testing/cli.ts';
import { folderNode, recordedOptions, scriptedLane } from '../testing/runner.ts';
import { type BuiltSource, buildSuite } from './build-suite.ts';
import { cachedSpecs, listSuite } from './list-suite.ts';
import { HERE, type Workplace } from './workplace.ts';

/** A suite of two specs, where it lies, and the folder of what is kept of it. */
async function suite(): Promise<{ built: BuiltSource; place: Workplace; cache: string }> {
  const cache = temporaryFolder();
  vi.stubEnv('LANEKEEPER_CACHE', cache);
  const { source } = scriptedLane(['one', 'two']);
  const built = await buildSuite('suite', source, 1, undefined, { note: () => {} });
  return { built, cache, place: { ...folderNode(), suite: built.suite } };
}

const textsOf = (specs: readonly { readonly text: string }[] | undefined) => specs?.map(({ text }) => text);

describe('a listing', () => {
  it('is made once for a program, and kept', async () => {
    const { built, place } = await suite();
    expect(cachedSpecs(built)).toBeUndefined();
    const options = recordedOptions();
    const listed = await listSuite('suite', built, place, options);
    expect([listed.suite, textsOf(listed.specs), await listed.digest()]).toEqual([
      'suite',
      ['one', 'two'],
      built.digest,
    ]);
    expect(textsOf((await listSuite('suite', built, place, options)).specs)).toEqual(['one', 'two']);
    expect(options.said).toEqual(['listing the specs of the suite suite']);
    expect(textsOf(cachedSpecs(built))).toEqual(['one', 'two']);
  });

  it('is made anew where other arguments may tell of other specs, or what was kept is damaged', async () => {
    const { built, place, cache } = await suite();
    const options = recordedOptions();
    await listSuite('suite', built, place, options);
    const { source } = built;
    const otherArgs = { ...built, source: { ...source, settings: { ...source.settings, args: ['-x'] } } };
    expect(cachedSpecs(otherArgs)).toBeUndefined();

    const [kept = 'none'] = readdirSync(join(cache, 'listings'));
    writeFileSync(join(cache, 'listings', kept), '{');
    expect(cachedSpecs(built)).toBeUndefined();
    await listSuite('suite', built, place, options);
    expect(options.said).toHaveLength(2);
  });

  it('that was lost with its node says nothing about the suite', async () => {
    const { built, place } = await suite();
    const losing: Workplace = {
      ...place,
      run: async (...args) => ({ ...(await HERE.run(...args)), nodeFailure: 'the guest panicked' }),
    };
    const failure = listSuite('suite', built, losing, recordedOptions());
    await expect(failure).rejects.toThrow(NodeError);
    await expect(failure).rejects.toThrow('the guest panicked');
    expect(cachedSpecs(built)).toBeUndefined();
  });

  it.each(['part', 'absent'] as const)('of which %s arrives is none', async (arrived) => {
    const { built, place } = await suite();
    const listing = listSuite('suite', built, { ...place, download: async () => arrived }, recordedOptions());
    await expect(listing).rejects.toThrow(/^the suite "suite" can't be listed: .* and left no report:/);
    expect(cachedSpecs(built)).toBeUndefined();
  });

  it('that the user stops ends ours', async () => {
    const { built, place } = await suite();
    const options = recordedOptions();
    const stopping: Workplace = {
      ...place,
      run: (...args) => {
        options.interrupter.abort();
        return HERE.run(...args);
      },
    };
    await expect(
      listSuite('suite', built, stopping, { note: options.note, stop: options.interrupt }),
    ).rejects.toMatchObject({ exitCode: EXIT.interrupted, message: 'interrupted before any spec ran' });
  });
});
