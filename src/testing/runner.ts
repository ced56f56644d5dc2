import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { loadConfig } from '../lanes/load.ts';
import { resolveLane } from '../lanes/resolve.ts';
import { makeArtifactsFolder } from '../nodes/artifacts.ts';
import type { NodeSession } from '../nodes/types.ts';
import type { RunOptions } from '../runner/run-options.ts';
import { type RunSetup, setUpRun } from '../runner/setup.ts';
import { HERE } from '../runner/workplace.ts';
import { temporaryFolder } from './cli.ts';
import { suiteLane } from './suite-lanes.ts';

/** Report of Ginkgo on specs with these texts, which passed; each has the label `spec`. */
const ginkgoReport = (...texts: readonly string[]): string =>
  JSON.stringify([
    {
      SuiteDescription: 'Suite',
      SuiteSucceeded: true,
      SuiteConfig: { RandomSeed: 1, LabelFilter: '(spec)' },
      SpecReports: texts.map((text, index) => ({
        LeafNodeType: 'It',
        LeafNodeText: text,
        LeafNodeLabels: ['spec'],
        LeafNodeLocation: { FileName: 'a_test.go', LineNumber: index + 1 },
        State: 'passed',
        NumAttempts: 1,
      })),
    },
  ]);

/** A program that takes Ginkgo's options: it lists the specs, and does as the script says when they are to run. */
const ginkgoScript = (texts: readonly string[], run = 'list'): string => `#!/bin/sh
for arg; do case "$arg" in --ginkgo.json-report=*) report="\${arg#*=}";; --ginkgo.dry-run) dry=yes;; esac; done
list() { printf %s '${ginkgoReport(...texts)}' >"$report"; }
if [ -n "$dry" ]; then list; else ${run}
fi
`;

/** Sets up a run of the one lane of a folder. */
export function setUpLane(folder: string, suitePath: string): RunSetup {
  const config = loadConfig(folder);
  return setUpRun(config, resolveLane(config, 'lane'), join(folder, suitePath));
}

/** Makes a lane for this machine that selects the specs of such a program. */
export const scriptedLane = (texts: readonly string[], run?: string): RunSetup =>
  setUpLane(
    suiteLane(
      { kind: 'ginkgo', path: 'suite.test' },
      { select: 'spec', files: { 'suite.test': ginkgoScript(texts, run) } },
    ),
    'suite.test',
  );

/** Makes options of a run, which record what it says in the order in which it says it. */
export function recordedOptions(): RunOptions & {
  readonly said: readonly string[];
  readonly interrupter: AbortController;
  readonly killer: AbortController;
} {
  const said: string[] = [];
  const [interrupter, killer] = [new AbortController(), new AbortController()];
  return {
    version: '1.2.3',
    suitePath: '',
    onStart: () => said.push('[start]'),
    note: (message) => said.push(message),
    onProgress: ({ kind }) => said.push(`[${kind}]`),
    onOutput: (chunk) => said.push(`> ${chunk}`.trimEnd()),
    leftovers: temporaryFolder(),
    interrupt: interrupter.signal,
    kill: killer.signal,
    said,
    interrupter,
    killer,
  };
}

/** A node that is a folder of this machine: what is brought is copied there. */
export function folderNode(folder = temporaryFolder()): NodeSession {
  return {
    facts: { arch: 'arm64', node: 'folder', capabilities: {} },
    start: { mode: 'none', commands: [], remarks: [], emulator: null, seconds: 0 },
    timeoutFactor: 3,
    env: { ON: 'node' },
    folder,
    artifacts: makeArtifactsFolder(folder),
    upload: async (path) => {
      const brought = join(folder, 'brought');
      mkdirSync(brought, { recursive: true });
      cpSync(path, join(brought, basename(path)), { recursive: true });
      return join(brought, basename(path));
    },
    ...HERE,
  };
}

/**
 * Starts to watch for temporary folders of Lanekeeper's; the function that it gives names those made since that
 * are still there.
 */
export function watchTemporaryFolders(): () => readonly string[] {
  const folder = temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => readdirSync(folder).filter((name) => name.startsWith('.lanekeeper-'));
}
