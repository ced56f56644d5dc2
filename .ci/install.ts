// Installs what the tests need beside Node.js, and `.ci/fresh`, too; ends with 1 where something is still missing.
import { describeMissing, type ToolName } from '../src/system/tools.ts';
import { installTools } from './install-tools.ts';

const NEEDED: readonly ToolName[] = [
  'git',
  'go',
  'qemu-system-x86_64',
  'bios-256k.bin',
  'qemu-system-aarch64',
  'qemu-system-riscv64',
  'opensbi-riscv64-generic-fw_dynamic.bin',
  'qemu-system-s390x',
  's390-ccw.img',
  'qemu-aarch64',
  'swtpm',
  'xz',
  'debian-archive-keyring',
  'pgrep',
  'sshd',
  'bwrap',
  'script',
  'zsh',
  'chromium',
  'mmdebstrap',
];

await installTools(NEEDED);
for (const missing of describeMissing(NEEDED)) {
  console.error(missing);
  process.exitCode = 1;
}
