// Holds the imports of src/ to the rooms of ARCHITECTURE.md. Imports of types count, tests are not exempt, and no
// circle is allowed, not even within a room. `node .ci/rooms.ts` prints what breaks a rule.
import { join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

/** The rooms in the order of the pipeline, each with what it may import besides itself: rooms, or folders of them. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  system: ['core'],
  lanes: ['core', 'system/files.ts'],
  source: ['core', 'system/files.ts'],
  suites: ['core', 'lanes', 'source/go'],
  nodes: ['core', 'system', 'lanes'],
  planning: ['core', 'system', 'lanes'],
  evidence: ['core', 'system', 'lanes', 'suites', 'planning'],
  runner: ['core', 'system', 'lanes', 'source', 'suites', 'nodes', 'planning', 'evidence'],
  status: ['core', 'system/git.ts', 'lanes', 'source/go'],
  promotion: ['core', 'lanes', 'evidence', 'status'],
  checks: ['core', 'lanes', 'source', 'planning', 'status', 'promotion'],
  site: ['core', 'system/files.ts', 'lanes', 'planning', 'evidence', 'status', 'promotion'],
};

/** The only files that may import a module by which a process, a connection or a database is opened. */
const DOORS: Readonly<Record<string, string>> = {
  'execa|zx': 'system/exec.ts',
  child_process: 'system/last-will.ts',
  '@octokit/.*': 'system/github/client.ts',
  'node:sqlite': 'evidence/ledger/index-file.ts',
};

/** Families whose kinds, a folder each, know nothing of each other; what two kinds share has a folder of its own. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  suites: ['console', 'ginkgo', 'gotest', 'junit', 'playwright'],
  nodes: ['kubernetes', 'local', 'qemu-system', 'qemu-user', 'ssh'],
  status: ['go-map', 'markdown-table'],
};

const TEST = String.raw`\.test\.ts$`;
const anyOf = (folders: readonly string[]): string => `^src/(${folders.join('|')})(/|$)`;

const RULES: readonly IForbiddenRuleType[] = [
  { name: 'circle', from: {}, to: { circular: true } },
  ...Object.entries(ROOMS).flatMap(([room, imports]) => [
    {
      name: `${room} imports ${imports.join(', ') || 'no other room'}`,
      from: { path: `^src/${room}/`, pathNot: TEST },
      to: { path: '^src/', pathNot: anyOf([room, ...imports]) },
    },
    {
      name: `tests of ${room} import what ${room} may, and testing`,
      from: { path: `^src/${room}/.*${TEST}` },
      to: { path: '^src/', pathNot: anyOf([room, 'testing', ...imports]) },
    },
  ]),
  {
    name: 'only src/cli.ts imports cli',
    from: { path: '^src/', pathNot: '^src/(cli/|cli\\.ts$)' },
    to: { path: '^src/cli(/|\\.ts$)' },
  },
  {
    name: 'only tests import testing',
    from: { path: '^src/', pathNot: `^src/testing/|${TEST}` },
    to: { path: '^src/testing/' },
  },
  {
    name: 'options of commands are defined without the code that they are for',
    from: { path: '^src/cli/commands/[^/]+/command\\.ts$' },
    to: { path: '^src/', pathNot: '^src/cli/(shared/options|completion/shells)\\.ts$' },
  },
  {
    name: 'what commands share knows no command',
    from: { path: '^src/cli/[^/]+/', pathNot: `^src/cli/commands/|${TEST}` },
    to: { path: '^src/cli/commands/', pathNot: '/command\\.ts$' },
  },
  ...Object.entries(DOORS).map(([module, door]) => ({
    name: `only ${door} opens ${module}`,
    from: { path: '^src/', pathNot: `^src/(testing/|${door}$)|${TEST}` },
    to: { path: `(^|node_modules/)(${module})(/|$)` },
  })),
  ...Object.entries(FAMILIES).flatMap(([family, kinds]) =>
    kinds.map((kind) => ({
      name: `${family}/${kind} knows no other kind`,
      from: { path: `^src/${family}/${kind}/` },
      to: { path: `^src/${family}/(${kinds.filter((other) => other !== kind).join('|')})/` },
    })),
  ),
];

/** Imports below a folder's `src/` that break a rule, as `rule: from → to`, sorted. */
export async function brokenRules(folder: string): Promise<readonly string[]> {
  const { output } = await cruise(['src'], {
    baseDir: folder,
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    ruleSet: { forbidden: RULES.map((rule) => ({ severity: 'error', ...rule })) },
    validate: true,
  });
  const { violations, totalCruised } = (output as ICruiseResult).summary;
  if (totalCruised === 0) throw new Error(`${join(folder, 'src')}: found no module, so nothing was checked`);
  return violations.map(({ rule, from, to, cycle }) =>
    [`${rule.name}: ${from}`, ...(cycle?.map(({ name }) => name) ?? [to])].join(' → '),
  );
}

if (import.meta.main) {
  const broken = await brokenRules(join(import.meta.dirname, '..'));
  for (const line of broken) console.error(line);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
