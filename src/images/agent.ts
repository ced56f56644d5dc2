import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOfText } from '../digest.ts';
import { infrastructureError } from '../errors.ts';
import { cacheFolder, withTemporaryFolder } from '../files.ts';
import { runStep, type StepOptions } from './steps.ts';

/** The sources of the guest side: beside the bundle, or in the repository. */
const SOURCES = ['./guest', '../../guest']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(join(path, 'go.mod')));

/** Compiles the guest side for an architecture, once per version of its sources. Absolute path of the program. */
export async function buildAgent(arch: string, options: StepOptions): Promise<string> {
  if (SOURCES === undefined) throw new Error('the sources of the guest side are not where they should be');
  const texts = readdirSync(SOURCES)
    .filter((name) => /\.go$|^go\.mod$/.test(name))
    .toSorted()
    .map((name) => readFileSync(join(SOURCES, name), 'utf8'));
  const key = digestOfText(JSON.stringify([arch, texts])).replace(':', '-');
  const folder = join(cacheFolder(), 'agents');
  const path = join(folder, key);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  await withTemporaryFolder(async (scratch) => {
    const output = join(scratch, 'agent');
    await runStep(
      {
        argv: ['go', 'build', '-trimpath', '-ldflags=-s -w -buildid=', '-o', output, '.'],
        cwd: SOURCES,
        env: {
          CGO_ENABLED: '0',
          GOOS: 'linux',
          GOARCH: arch,
          GOFLAGS: '',
          GOWORK: 'off',
          GOTOOLCHAIN: 'local',
        },
      },
      'install Go, which compiles the guest side of an emulated node',
      options,
    );
    renameSync(output, path);
  }, folder);
  if (!existsSync(path)) throw infrastructureError('the guest side was compiled, but is not there');
  return path;
}
