import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { cli, REPOSITORY, SHARED } from '../../testing/cli.ts';

const DATA = join(SHARED, 'kubevirt');
const INVENTORY = ['--inventory', join(DATA, 'dry-run.json')];

type Listed = {
  readonly text: string;
  readonly labels: readonly string[];
  readonly rule: string;
  readonly because: string;
  readonly label: string;
  readonly labelAt: object;
  readonly location: { file: string; line: number };
};
type Listing = {
  readonly labelFilter: string;
  readonly selected: readonly Listed[];
  readonly excluded: readonly Listed[];
  readonly pending: readonly Listed[];
};
type Job = {
  readonly target: string;
  readonly labelFilter: string;
  readonly selected?: number;
  readonly selectedSha256?: string;
};

const list = async (...args: readonly string[]): Promise<Listing> =>
  JSON.parse((await cli(REPOSITORY, 'list', ...args, ...INVENTORY, '--json')).stdout) as Listing;

/** Digest of texts as the facts were measured: full texts, sorted by code point, joined by newlines. */
function digestOf(specs: readonly Listed[]): string {
  const texts = specs.map(({ text }) => Buffer.from(text)).toSorted((a, b) => a.compare(b));
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}

const jobs = (): readonly Job[] =>
  readFileSync(join(DATA, 'lanes.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Job);

describe.skipIf(!existsSync(DATA))('KubeVirt’s suite (skipped where its data is absent)', () => {
  it('has 95 specs for wg-arm64, and a reason for each of the 23 that carry the label and stay out', async () => {
    const { selected, excluded, pending } = await list('wg-arm64');
    expect(selected).toHaveLength(95);
    expect(selected.length + excluded.length + pending.length).toBe(1396);
    const claimed = excluded.filter(({ labels }) => labels.includes('wg-arm64'));
    const counts = Object.fromEntries(
      [...Map.groupBy(claimed, ({ rule }) => rule)].map(([rule, specs]) => [rule, specs.length]),
    );
    expect(counts).toEqual({ 'cpu-manager-pair': 10, 'cpu-model': 8, acpi: 4, 'requires-amd64': 1 });
    for (const spec of claimed) {
      expect(spec.labels).toContain(spec.label);
      expect(spec.because).toMatch(/; needs .*node kubevirt-arm64/);
      expect(spec.labelAt).toMatchObject({
        node: expect.stringMatching(/container|leaf/),
        location: { file: expect.stringMatching(/\.go$/), line: expect.any(Number) },
      });
      expect(spec.location.line).toBeGreaterThan(0);
    }
  });

  test.each([
    ['wg-arm64', 'kind-1.36-wg-arm64'],
    ['sig-compute', 'k8s-1.36-sig-compute'],
    ['sig-compute-migrations', 'k8s-1.36-sig-compute-migrations'],
  ])('the lane %s selects what the job for %s runs', async (lane, target) => {
    const job = jobs().find((candidate) => candidate.target === target);
    const { selected } = await list(lane);
    expect(selected).toHaveLength(job?.selected ?? -1);
    expect(digestOf(selected)).toBe(job?.selectedSha256);
  });

  it('is selected by each job’s filter as it was measured', async () => {
    for (const { target, labelFilter, selected, selectedSha256 } of jobs()) {
      if (selected === undefined || selectedSha256 === undefined) continue;
      const listing = await list('--filter', labelFilter);
      expect(listing.selected, target).toHaveLength(selected);
      expect(digestOf(listing.selected), target).toBe(selectedSha256);
    }
  });

  it('keeps pending specs apart', async () => {
    const { selected, pending, excluded } = await list('--filter', '');
    expect([selected.length, pending.length, excluded.length]).toEqual([1393, 3, 0]);
  });

  it('has no migration for arm64, and the reasons are told', async () => {
    const { exitCode, stderr } = await cli(
      REPOSITORY,
      'list',
      'sig-compute-migrations-wg-arm64',
      ...INVENTORY,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no spec matches all of select (wg-arm64 && sig-compute-migrations)');
    expect(stderr).toContain('part (wg-arm64) matches 118 of 1396 specs');
    expect(stderr).toMatch(
      /129 by two-schedulable-nodes: .*needs schedulableNodes 2, node kubevirt-arm64 has 1/,
    );
  });

  it('tells the smallest change for each VSOCK spec', async () => {
    const { stdout } = await cli(REPOSITORY, 'explain', 'VSOCK', ...INVENTORY, '--json');
    const { specs } = JSON.parse(stdout) as {
      specs: { location: { line: number }; lanes: { lane: string; changes: string[] }[] }[];
    };
    const changes = specs.map(({ location, lanes }) => [
      location.line,
      lanes.find(({ lane }) => lane === 'wg-arm64')?.changes,
    ]);
    const label = 'add wg-arm64 to the container "[sig-compute]VSOCK" at tests/vmi_vsock_test.go:56';
    expect(changes).toEqual([
      [94, [label]],
      [95, [label]],
      [121, [label, 'needs schedulableNodes 2, the node kubevirt-arm64 has 1']],
      [224, [label]],
      [225, [label]],
      [228, [label]],
      [241, [label]],
    ]);
  });

  it('has a plan with a job for each active lane', async () => {
    const { stdout, exitCode } = await cli(REPOSITORY, 'plan', ...INVENTORY);
    expect(exitCode).toBe(0);
    const plan = JSON.parse(stdout) as { jobs: { lane: string; arch: string; specs: string[] }[] };
    expect(plan.jobs.map(({ lane, arch, specs }) => `${lane} ${arch} ${specs.length}`).toSorted()).toEqual([
      'sig-compute amd64 615',
      'sig-compute-migrations amd64 140',
      'wg-arm64 arm64 95',
      'wg-s390x s390x 359',
    ]);
    for (const { specs } of plan.jobs) expect(new Set(specs).size).toBe(specs.length);
  });
});
