import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOfText } from '../../core/digest.ts';
import { infrastructureError } from '../../core/errors.ts';
import { cacheFolder, withTemporaryFolder } from '../../system/files.ts';
import { whyGoIsTooOld } from '../../system/go-version.ts';
import type { ToolName } from '../../system/tools.ts';
import { runStep, type StepOptions } from './steps.ts';

/** Path of the sources of the guest side: beside the bundle, or in the repository. */
const SOURCES = ['./agent', '../qemu-system/agent']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(join(path, 'go.mod')));

/** Path where the guest side for an architecture is, or will be, by the version of its sources. */
function agentPath(arch: string): string {
  const texts = readdirSync(sources())
    .filter((name) => /\.go$|^go\.mod$/.test(name))
    .toSorted()
    .map((name) => readFileSync(join(sources(), name), 'utf8'));
  const key = digestOfText(JSON.stringify([arch, texts])).replace(':', '-');
  return join(cacheFolder(), 'agents', key);
}

function sources(): string {
  if (SOURCES === undefined) throw new Error('the sources of the guest side are not where they should be');
  return SOURCES;
}

/** Tools that this machine must have for the guest side of an architecture: none where it was compiled before. */
export const agentTools = (arch: string): readonly ToolName[] => (existsSync(agentPath(arch)) ? [] : ['go']);

/** What else stands in the way of compiling the guest side, in words. */
export const agentObstacles = (arch: string): readonly string[] => {
  const because = existsSync(agentPath(arch)) ? undefined : whyGoIsTooOld(sources());
  return because === undefined ? [] : [`the guest side of an emulated node can't be compiled: ${because}`];
};

/**
 * Compiles the guest side for an architecture, once per version of its sources, and gives the absolute path of the
 * program.
 */
export async function buildAgent(arch: string, options: StepOptions): Promise<string> {
  const path = agentPath(arch);
  if (existsSync(path)) return path;
  const [obstacle] = agentObstacles(arch);
  if (obstacle !== undefined) throw infrastructureError(obstacle);
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  await withTemporaryFolder(async (scratch) => {
    const output = join(scratch, 'agent');
    await runStep(
      {
        argv: ['go', 'build', '-trimpath', '-ldflags=-s -w -buildid=', '-o', output, '.'],
        cwd: sources(),
        env: {
          CGO_ENABLED: '0',
          GOOS: 'linux',
          GOARCH: arch,
          GOFLAGS: '',
          GOWORK: 'off',
          GOTOOLCHAIN: 'local',
          // What Go leaves when it is interrupted goes with the folder.
          GOTMPDIR: scratch,
        },
      },
      options,
    );
    renameSync(output, path);
  }, folder);
  if (!existsSync(path)) throw infrastructureError('the guest side was compiled, but is not there');
  return path;
}
