// `npm start`: the device probe on emulated machines of two foreign architectures, its evidence, and what that makes of
// the status documents in fixtures/status/. QEMU is installed where it is missing and we may; else this machine itself
// is probed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { machineArch } from '../src/core/architectures.ts';

const NEEDED = {
  'qemu-system-aarch64': 'qemu-system-arm',
  'qemu-system-riscv64': 'qemu-system-misc',
  go: 'golang-go',
  xz: 'xz-utils',
};

const isOnPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

const missingPackages = (): readonly string[] =>
  Object.entries(NEEDED)
    .filter(([program]) => !isOnPath(program))
    .map(([, name]) => name);

const run = (program: string, ...args: readonly string[]): number =>
  spawnSync(program, args, { stdio: ['ignore', 2, 'inherit'] }).status ?? 1;

const lanekeeper = (...args: readonly string[]): number =>
  spawnSync(process.execPath, [join(import.meta.dirname, '../dist/cli.js'), ...args], { stdio: 'inherit' })
    .status ?? 1;

const packages = missingPackages();
const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...packages] as const;
if (packages.length > 0 && process.getuid?.() === 0 && isOnPath('apt-get')) {
  console.error(`installing what is missing: ${install.join(' ')}`);
  if (run('apt-get', '--quiet', 'update') === 0) run(...install);
}
const canEmulate = missingPackages().length === 0;
if (!canEmulate) {
  console.error(`For machines of other architectures, run: sudo ${install.join(' ')}`);
  console.error('Until then, this machine itself is probed.');
}
const own = `device-probe-${machineArch()}`;
const lanes = canEmulate ? ['device-probe-arm64', 'device-probe-riscv64'] : [own];
process.exitCode =
  lanekeeper('run', ...lanes, ...(canEmulate ? [] : ['--node', 'local'])) ||
  lanekeeper('record', ...lanes.map((lane) => `reports/${lane}/report.json`)) ||
  lanekeeper('promote') ||
  lanekeeper('report', '--site', 'reports/site');
