import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { canTrace } from '../../../testing/bubblewrap.ts';
import { cli, temporaryFolder } from '../../../testing/cli.ts';

const SETTINGS = {
  suites: { tests: { kind: 'ginkgo', path: 'tests' } },
  nodes: { cluster: { kind: 'local', arch: 'arm64', capabilitiesFrom: 'declaration' } },
  rules: { 'needs-acpi': { labels: ['ACPI'], needs: { acpi: true }, because: 'no ACPI' } },
  defaults: { suite: 'tests', node: 'cluster', run: { timeout: '3h' } },
  prow: {
    repository: 'kubevirt/kubevirt',
    image: 'quay.io/x/bootstrap:v1',
    cluster: 'workloads',
    labels: { 'preset-a': 'true' },
  },
};
const LANES = {
  'wg-arm64': {
    name: 'wg-arm64',
    state: 'active',
    arch: 'arm64',
    select: 'wg-arm64 && !(ACPI, cpumodel)',
    exclude: [{ filter: 'Windows', because: 'no licence: "none" & <none>' }],
    requires: { accel: ['none'] },
    run: { seed: 7, env: { TARGET: 'kind-1.36' }, args: ['--x'] },
    prow: {
      cluster: 'arm64-workloads',
      maxConcurrency: 5,
      resources: { requests: { memory: '52Gi', cpu: 2 } },
      periodic: { cron: '40 4,12,20 * * *' },
      presubmit: { alwaysRun: true, optional: false, runIfChanged: '^tests/' },
    },
  },
  migrations: {
    name: 'migrations',
    extends: 'wg-arm64',
    select: 'sig-compute-migrations',
    prow: { periodic: { interval: '24h' } },
  },
  idle: { name: 'idle', state: 'defined', arch: 'arm64', select: 'a' },
};

const folderWith = (settings: object, lanes: object): string =>
  temporaryFolder({
    'lanes/lanekeeper.yaml': JSON.stringify(settings),
    ...Object.fromEntries(
      Object.entries(lanes).map(([name, lane]) => [`lanes/${name}.yaml`, JSON.stringify(lane)]),
    ),
  });

it('reads jobs that we wrote back as the same lanes', async () => {
  const folder = folderWith(SETTINGS, LANES);
  const written = await cli(folder, 'plan', 'wg-arm64', 'migrations', '--format', 'prow');
  expect(written.exitCode, written.stderr).toBe(0);
  const jobs = parse(written.stdout) as { presubmits: Record<string, object[]>; periodics: object[] };
  expect(jobs.presubmits['kubevirt/kubevirt']).toMatchObject([
    {
      name: 'pull-kubevirt-wg-arm64',
      always_run: true,
      optional: false,
      run_if_changed: '^tests/',
      cluster: 'arm64-workloads',
      max_concurrency: 5,
      labels: { 'preset-a': 'true' },
      decorate: true,
      decoration_config: { timeout: '3h30m0s', grace_period: '0h1m30s' },
      spec: {
        nodeSelector: { 'kubernetes.io/arch': 'arm64' },
        containers: [
          {
            image: 'quay.io/x/bootstrap:v1',
            args: ['run', 'wg-arm64', '--reports', '$(ARTIFACTS)'],
            env: [{ name: 'TARGET', value: 'kind-1.36' }],
            resources: { requests: { memory: '52Gi', cpu: 2 } },
          },
        ],
      },
    },
  ]);
  expect(jobs.periodics).toMatchObject([
    {
      name: 'periodic-kubevirt-wg-arm64',
      cron: '40 4,12,20 * * *',
      extra_refs: [{ org: 'kubevirt', base_ref: 'main' }],
    },
    { name: 'periodic-kubevirt-migrations', interval: '24h', cluster: 'workloads' },
  ]);

  writeFileSync(join(folder, 'jobs.yaml'), written.stdout);
  const read = await cli(folder, 'import', 'prow', 'jobs.yaml', '--output', 'imported');
  expect(read.exitCode, read.stderr).toBe(0);
  expect(readdirSync(join(folder, 'imported')).toSorted()).toEqual(['migrations.yaml', 'wg-arm64.yaml']);
  const again = folderWith(SETTINGS, {
    'wg-arm64': parse(readFileSync(join(folder, 'imported/wg-arm64.yaml'), 'utf8')),
    migrations: parse(readFileSync(join(folder, 'imported/migrations.yaml'), 'utf8')),
    idle: LANES.idle,
  });
  expect((await cli(again, 'plan', 'wg-arm64', 'migrations', '--format', 'prow')).stdout).toBe(
    written.stdout,
  );
  const twice = await cli(folder, 'import', 'prow', 'jobs.yaml', '--output', 'imported');
  expect(twice.exitCode).toBe(2);
  expect(twice.stderr).toContain('is there already');
});

test.each([
  ['no "prow"', { ...SETTINGS, prow: undefined }, 'wg-arm64', 2, 'found no "prow"'],
  ['no lane that Prow runs', SETTINGS, 'idle', 1, 'no lane says when Prow runs it'],
])('with %s there are no jobs', async (_title, settings, lane, exitCode, message) => {
  const ended = await cli(folderWith(settings, LANES), 'plan', lane, '--format', 'prow');
  expect(ended.exitCode).toBe(exitCode);
  expect(ended.stderr).toContain(message);
});

const FOREIGN = `
periodics:
- name: periodic-e2e-ARM64
  cluster: prow-arm64-workloads
  cron: 40 4,12,20 * * *
  decoration_config: { timeout: 4h0m0s, grace_period: 5m0s }
  max_concurrency: 5
  spec:
    containers:
    - command: [runner.sh, /bin/sh, -ce, automation/test.sh]
      env:
      - { name: TARGET, value: kind-1.36-wg-arm64 }
      image: x
- name: periodic-lint
  interval: 1h
  spec: { containers: [{ command: [make, lint] }] }
presubmits:
  kubevirt/kubevirt:
  - name: pull-e2e-sev
    always_run: false
    optional: true
    spec:
      containers:
      - env: [{ name: KUBEVIRT_LABEL_FILTER, value: '(SEV) && (!Windows)' }]
`;
const SCRIPT = `#!/bin/sh
filter="(wg-arm64)"
case $TARGET in *sev*) filter="(SEV)" ;; esac
case $JOB_NAME in periodic*) ;; *) filter="$filter&&(!PERIODIC)" ;; esac
FUNC_TEST_LABEL_FILTER="--label-filter=(!flake-check)&&($filter)" make functest
`;

it('makes lanes of other jobs, by the filter that they give', async () => {
  const folder = temporaryFolder({ 'jobs.yaml': FOREIGN, 'automation/test.sh': SCRIPT });
  const given = await cli(folder, 'import', 'prow', 'jobs.yaml');
  expect(given.exitCode).toBe(0);
  expect(parseAllDocuments(given.stdout).map((each) => each.toJS() as object)).toEqual([
    {
      name: 'pull-e2e-sev',
      description: 'As the presubmit pull-e2e-sev of Prow runs it.',
      state: 'active',
      arch: 'amd64',
      run: { env: { KUBEVIRT_LABEL_FILTER: '(SEV) && (!Windows)' } },
      prow: { presubmit: { alwaysRun: false, optional: true } },
      select: 'SEV && !Windows',
    },
  ]);
  expect(given.stderr).toContain(
    'no label filter is known of periodic-e2e-ARM64, periodic-lint: --script names what computes it',
  );

  const unconfirmed = await cli(folder, 'import', 'prow', 'jobs.yaml', '--script', 'automation/test.sh');
  expect(unconfirmed.exitCode).toBe(2);
  expect(unconfirmed.stderr).toContain('stand-ins would be called');
});

it.skipIf(!canTrace)('makes lanes of jobs whose script computes the filter (needs bubblewrap)', async () => {
  const folder = temporaryFolder({ 'jobs.yaml': FOREIGN, 'automation/test.sh': SCRIPT });
  const args = ['import', 'prow', 'jobs.yaml', '--script', 'automation/test.sh', '--yes', '--job', 'ARM64'];
  const computed = await cli(folder, ...args);
  expect(parseAllDocuments(computed.stdout).map((each) => each.toJS() as object)).toMatchObject([
    {
      name: 'periodic-e2e-ARM64',
      arch: 'arm64',
      select: '!flake-check && wg-arm64',
      run: { timeout: '4h0m0s', env: { TARGET: 'kind-1.36-wg-arm64' } },
      prow: { cluster: 'prow-arm64-workloads', maxConcurrency: 5, periodic: { cron: '40 4,12,20 * * *' } },
    },
  ]);
  expect(existsSync(join(folder, 'lanes'))).toBe(false);
});

test.each([
  ['a file that is not there', 'none.yaml', 'no such file'],
  ['YAML of something else', 'other.yaml', 'expected YAML with jobs of Prow'],
  ['what is no YAML', 'broken.yaml', 'expected YAML with jobs of Prow'],
])('%s is refused', async (_title, file, message) => {
  const folder = temporaryFolder({ 'other.yaml': 'periodics: 7\n', 'broken.yaml': 'a: [\n' });
  const { exitCode, stderr } = await cli(folder, 'import', 'prow', file);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

/** Makes a folder with lanes and jobs that disagree, and a script whose matchers do. */
function disagreeingFolder(): string {
  const script = `#!/bin/bash
case "$TARGET" in
  *migrations-wg-arm64*)
    echo nodes
    ;;
  *wg-arm64*)
    ;;
esac
if [[ $TARGET =~ wg-arm64 ]]; then
  filter='(wg-arm64)'
elif [[ $TARGET =~ sev ]]; then
  filter='(SEV)'
fi
FUNC_TEST_LABEL_FILTER="--label-filter=$filter" make functest
`;
  const job = (name: string, target: string) =>
    `- { name: ${name}, interval: 1h, spec: { containers: [{ command: [automation/test.sh], env: [{ name: TARGET, value: ${target} }] }] } }\n`;
  const direct = `- { name: direct, interval: 1h, spec: { containers: [{ args: ['--label-filter=a'] }] } }\n`;
  return temporaryFolder({
    'automation/test.sh': script,
    'jobs.yaml': `periodics:\n${job('m', 'kind-migrations-wg-arm64')}${job('a', 'kind-wg-arm64')}${direct}`,
    'lanes/lanekeeper.yaml': JSON.stringify({
      suites: { s: { kind: 'ginkgo', path: 'x' } },
      nodes: { n: { kind: 'local' } },
      defaults: { suite: 's', node: 'n' },
    }),
    'lanes/same.yaml': JSON.stringify({
      name: 'same',
      state: 'active',
      select: 'a',
      prow: { job: 'direct' },
    }),
    'lanes/other.yaml': JSON.stringify({
      name: 'other',
      state: 'active',
      select: 'b',
      prow: { job: 'direct' },
    }),
    'lanes/gone.yaml': JSON.stringify({ name: 'gone', state: 'active', select: 'b', prow: { job: 'never' } }),
    'dry-run.json': JSON.stringify([
      {
        SuiteSucceeded: true,
        SuiteConfig: { RandomSeed: 1, DryRun: true },
        SpecReports: ['a', 'b'].map((label) => ({
          LeafNodeType: 'It',
          LeafNodeText: `has ${label}`,
          LeafNodeLocation: { FileName: 'a_test.go', LineNumber: 1 },
          LeafNodeLabels: [label],
          State: 'passed',
        })),
      },
    ]),
  });
}
const CHECK = ['import', 'prow', 'jobs.yaml', '--check', '--inventory', 'dry-run.json'];

it('holds lanes and jobs to each other', async () => {
  const { exitCode, stdout } = await cli(disagreeingFolder(), ...CHECK);
  expect(exitCode).toBe(1);
  expect(stdout.split('\n')).toEqual([
    'gone: no-job: it names the job never, which is not there',
    'other: other-selection: it selects 1 spec and the job direct 1: 1 more and 1 fewer, first "has b"',
  ]);
});

it.skipIf(!canTrace)('holds jobs and their script to each other (needs bubblewrap)', async () => {
  const traced = await cli(disagreeingFolder(), ...CHECK, '--yes', '--script', 'automation/test.sh');
  expect(traced.stdout.split('\n').slice(0, 2)).toEqual([
    'automation/test.sh:9: disagreeing-matchers: TARGET kind-migrations-wg-arm64 of the job m is taken for *migrations-wg-arm64* in line 3, and for wg-arm64 in line 9',
    'automation/test.sh:11: clause-never-fires: no job takes the branch sev',
  ]);
});
