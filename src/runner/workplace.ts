import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { downloadHere, makeArtifactsFolder } from '../nodes/artifacts.ts';
import type { NodeSession } from '../nodes/types.ts';
import type { BuiltSuite, SuiteAdapter } from '../suites/types.ts';
import { execute } from '../system/exec.ts';
import { withTemporaryFolder } from '../system/files.ts';

/** Place where a suite can be started: this machine, or a node. */
export type Workplace = Pick<
  NodeSession,
  'folder' | 'run' | 'download' | 'downloadFolder' | 'timeoutFactor'
> & {
  /** Suite as it lies in that place. */
  readonly suite: BuiltSuite;
};

/** Place where a suite can run, with what the suite is told of it. */
export type RunWorkplace = Workplace & Pick<NodeSession, 'artifacts' | 'env' | 'console'>;

/** Workplace functions of this machine, which run commands and give files. */
export const HERE: Pick<Workplace, 'run' | 'download' | 'downloadFolder'> = { run: execute, ...downloadHere };

/**
 * Brings the suite to the node; one that drives its console stays here. The files that are made here for it go
 * after use.
 */
export async function withWorkplace(
  session: NodeSession,
  suite: BuiltSuite,
  form: SuiteAdapter['form'],
  use: (place: RunWorkplace) => Promise<void>,
): Promise<void> {
  if (form === 'console')
    await withTemporaryFolder((folder) =>
      use({ ...session, ...HERE, folder, artifacts: makeArtifactsFolder(folder), suite }),
    );
  else {
    const upload = form === 'folder' ? uploadFolder : uploadProgram;
    await use({ ...session, suite: await upload(session, suite) });
  }
}

async function uploadProgram(session: NodeSession, suite: BuiltSuite): Promise<BuiltSuite> {
  const binary = await session.upload(suite.binary);
  const data = join(suite.folder, 'testdata');
  const isShared = binary === suite.binary;
  const folder = isShared
    ? suite.folder
    : existsSync(data)
      ? dirname(await session.upload(data))
      : session.folder;
  const runner = suite.runner === undefined ? {} : { runner: await session.upload(suite.runner) };
  return { ...suite, ...runner, binary, folder };
}

/**
 * Brings the folder of a suite to the node. A tool within the folder comes along; any other has to be there by its
 * name.
 */
async function uploadFolder(session: NodeSession, suite: BuiltSuite): Promise<BuiltSuite> {
  const folder = await session.upload(suite.folder);
  const inside = relative(suite.folder, suite.binary);
  const isInside = isAbsolute(suite.binary) && !inside.startsWith('..');
  return { ...suite, folder, binary: isInside ? join(folder, inside) : suite.binary };
}
