import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { startCli } from '../../../testing/cli.ts';
import { AS_OF, addRuns, greenRuns, INVENTORY, promotionFolder } from '../../../testing/promotion.ts';

const check = async (folder: string) => {
  const args = ['status', 'check', '--as-of', AS_OF, ...INVENTORY];
  const { exitCode, stdout } = await startCli(folder, args, { LANEKEEPER_CACHE: join(folder, '.cache') });
  return { exitCode, lines: stdout.split('\n').filter((line) => line !== '') };
};

const TABLE = 'Device | Status\n-- | --\n';
const VERIFIED = '\n## Devices with CI Verification (SUPPORTED)\n\n';

test.each<[string, string, readonly string[]]>([
  ['nothing', `${TABLE}Disk | UNVERIFIED\n`, []],
  ['a document without a table', 'Nothing\n', ['1:1: unreadable: found']],
  ['a row of an unknown feature', `${TABLE}Floppy | UNVERIFIED\n`, ['3:1: unknown-feature: Floppy']],
  ['a word that is none', `${TABLE}Disk | perhaps\n`, ['3:1: unreadable: Disk']],
  [
    'a bullet without a row',
    `${TABLE}Disk | SUPPORTED\n${VERIFIED}- **Disk**: ok\n- **Dusk**: ok\n`,
    ['8:1: prose-without-row: Dusk'],
  ],
  [
    'a bullet that contradicts its row',
    `${TABLE}Disk | SUPPORTED\nNet | UNVERIFIED\n${VERIFIED}- **Disk**: ok\n- **Net**: ok\n`,
    ['9:1: prose-differs: Net'],
  ],
  [
    'a bullet with another qualifier',
    `${TABLE}Disk | SUPPORTED (virtio)\n${VERIFIED}- **Disk (SATA)**: ok\n`,
    ['7:1: prose-differs: Disk'],
  ],
  [
    'a row without its bullet',
    `${TABLE}Disk | SUPPORTED\nNet | SUPPORTED\n${VERIFIED}- **Disk**: ok\n`,
    ['4:1: row-without-prose: Net'],
  ],
  [
    'lanes that are unknown, or not listed',
    `Current test lane:\n\n1. **lame**: x\n\n${TABLE}Disk | UNVERIFIED\n`,
    ['3:1: lane-not-listed: the', '3:1: lane-unknown: the'],
  ],
  [
    'a hold that is over',
    `${TABLE}Disk | UNVERIFIED <!-- lanekeeper:hold until=2026-01-31 because="x" -->\n`,
    ['3:19: hold-expired: the'],
  ],
])('finds %s', async (_, document, expected) => {
  const { exitCode, lines } = await check(promotionFolder('', document));
  expect(lines.map((line) => /^docs\/devices\.md:(\S+ \S+ [^ ,:]+)/.exec(line)?.[1])).toEqual(expected);
  expect(exitCode).toBe(expected.length === 0 ? 0 : 1);
});

it('finds documents that disagree, and evidence that contradicts', async () => {
  const folder = promotionFolder(
    '  other: { path: docs/other.md, arch: arm64 }\n',
    `${TABLE}Disk | SUPPORTED\nSound | UNSUPPORTED\n`,
  );
  writeFileSync(join(folder, 'docs/other.md'), `${TABLE}Disk | UNVERIFIED\n`);
  const failing = greenRuns(['disk boots', 'sound plays']).map((run) => ({
    ...run,
    header: { ...run.header, verdict: 'failed' as const },
    results: run.results.map((result) =>
      result.id === 'disk boots' ? { ...result, attempts: ['failed' as const] } : result,
    ),
  }));
  addRuns(folder, failing);
  const { lines } = await check(folder);
  expect(lines.map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
    'docs/devices.md:3:1: evidence-contradicts',
    'docs/devices.md:4:1: passes-though-unsupported',
    'docs/other.md:3:1: documents-disagree',
  ]);
});

it('finds gates that the code has otherwise', async () => {
  const gates =
    'FEATURE GATE | GRADUATION | STATUS\n-- | -- | --\nDisk | Alpha | UNVERIFIED\nNet | GA | UNVERIFIED\n';
  const folder = promotionFolder('  code: { path: gates.go, format: go-map, arch: arm64 }\n', gates);
  writeFileSync(
    join(folder, 'gates.go'),
    'package x\n\nfunc init() {\n\tRegisterFeatureGate(FeatureGate{Name: Disk, State: Beta})\n\tRegisterFeatureGate(FeatureGate{Name: Sound, State: GA})\n}\n',
  );
  expect((await check(folder)).lines).toEqual([
    'docs/devices.md:3:1: graduation-differs: Disk is Alpha here and Beta where it is registered; write Beta',
    'docs/devices.md:4:1: gate-missing: Sound is registered in gates.go:5, but has no row; add a row for it',
    'docs/devices.md:4:1: gate-unknown: Net is registered in none of gates.go; remove the row, or add the file that registers it to the status documents',
  ]);
});

it.each<[string, RegExp]>([
  ['table', /^at +finding +what +what to do\ndocs\/devices\.md:3:1 +unknown-feature +Floppy/],
  ['tsv', /^at\tfinding\twhat\twhat to do\ndocs\/devices\.md:3:1\tunknown-feature\tFloppy/],
  ['markdown', /^\| at \| finding \| what \| what to do \|\n\| --- \|/],
  ['json', /^\{\n {2}"schemaVersion": 1,/],
])('prints findings as %s', async (format, printed) => {
  const folder = promotionFolder('', `${TABLE}Floppy | UNVERIFIED\n`);
  const args = ['status', 'check', '--as-of', AS_OF, ...INVENTORY, '--format', format];
  const { exitCode, stdout } = await startCli(folder, args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringMatching(printed) });
});
