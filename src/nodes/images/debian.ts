import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureCalled } from '../../core/architectures.ts';
import { digestOfText } from '../../core/digest.ts';
import { infrastructureError } from '../../core/errors.ts';
import type { ImageSettingsOf } from '../../lanes/schema.ts';
import { digestOfFile } from '../../system/digest-files.ts';
import { withTemporaryFolder } from '../../system/files.ts';
import { buildAgent } from './agent.ts';
import { openApt } from './apt.ts';
import { agentEntries, type CpioEntry, cpioArchive } from './cpio.ts';
import { driverEntries } from './drivers.ts';
import { unpackKernel } from './kernel-package.ts';
import { debianBoot, debianKey, FIRMWARE_KERNEL, INITRD, KERNEL } from './plan.ts';
import { runStep, type StepOptions } from './steps.ts';
import { imagesFolder, readStored, removeStored, writeStored } from './store.ts';
import type { Image } from './types.ts';
import { extractVmlinux } from './vmlinux.ts';

/** Version of the recipe, which changes when an image is made otherwise of the same things. */
const RECIPE = 2;

/** An image of Debian's kernel and busybox with our init, from the store where it is there. */
export async function debianImage(
  settings: ImageSettingsOf<'debian'>,
  arch: string,
  options: StepOptions & { readonly anew?: boolean },
): Promise<Image> {
  const agent = await buildAgent(arch, options);
  const recipe = [
    RECIPE,
    settings.release,
    settings.kernel,
    settings.mirror,
    arch,
    await digestOfFile(agent),
  ];
  const key = `${debianKey(settings, arch)}-${digestOfText(JSON.stringify(recipe)).slice(7, 23)}`;
  if (options.anew === true) removeStored(key);
  let stored = await readStored(key, options.note);
  if (stored === undefined) {
    await writeStored(key, (folder) => make(folder, settings, arch, agent, options));
    stored = await readStored(key, options.note);
  }
  if (stored === undefined) throw infrastructureError(`the image ${key} was made, but is not there`);
  const { folder, digest } = stored;
  return { digest, boot: debianBoot(folder) };
}

/** Names that busybox is called by; a suite may well use a shell. */
const COMMANDS =
  'sh ash ls cat cp mv rm mkdir mount umount ps top kill sleep date dmesg uname hostname ip ping nc wget vi grep sed awk ' +
  'find head tail sort wc tr cut tee touch chmod chown ln df du free id env echo printf test true false sync tar gzip ' +
  'login getty poweroff reboot lsmod insmod modprobe stty clear reset';

const PASSWD = 'root::0:0:root:/root:/bin/sh\n';

async function make(
  folder: string,
  settings: ImageSettingsOf<'debian'>,
  arch: string,
  agent: string,
  options: StepOptions,
): Promise<string> {
  const debian = architectureCalled(arch)?.debian ?? arch;
  return withTemporaryFolder(async (scratch) => {
    const apt = await openApt(scratch, { arch: debian, ...settings }, options);
    const wanted = settings.kernel === 'cloud' ? [`linux-image-cloud-${debian}`] : [];
    const { name: kernelPackage, root } = await unpackKernel(
      apt,
      [...wanted, `linux-image-${debian}`],
      ['busybox-static'],
      options.note,
    );
    const files = readdirSync(join(root, 'boot'));
    const kernel = files.find((name) => /^vmlinu[xz]-/.test(name));
    if (kernel === undefined) throw infrastructureError(`${kernelPackage} has no kernel in /boot`);
    writeKernel(join(root, 'boot', kernel), folder, arch);
    const modules = ['usr/lib/modules', 'lib/modules'].map((path) => join(root, path)).find(existsSync);
    const version = kernel.replace(/^vmlinu[xz]-/, '');
    const drivers = await driverEntries(join(modules ?? root, version), async (packed) => {
      if (packed.length === 0) return;
      const command = { argv: ['xz', '-dk', '--', ...packed] as const, cwd: '/', env: {} };
      await runStep(command, options);
    });
    const busybox = readFileSync(join(root, 'usr/bin/busybox'));
    writeFileSync(
      join(folder, INITRD),
      cpioArchive([...agentEntries('init', readFileSync(agent)), ...rootEntries(busybox), ...drivers]),
    );
    return `Debian ${settings.release} ${debian}, ${kernelPackage}`;
  }, imagesFolder());
}

function writeKernel(from: string, folder: string, arch: string): void {
  const vmlinux = arch === 'amd64' ? extractVmlinux(readFileSync(from)) : undefined;
  copyFileSync(from, join(folder, vmlinux === undefined ? KERNEL : FIRMWARE_KERNEL));
  if (vmlinux !== undefined) writeFileSync(join(folder, KERNEL), vmlinux);
}

const rootEntries = (busybox: Buffer): readonly CpioEntry[] => [
  { kind: 'file', path: 'bin/busybox', mode: 0o755, content: busybox },
  ...COMMANDS.split(' ').map((name): CpioEntry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' })),
  { kind: 'file', path: 'etc/passwd', mode: 0o644, content: Buffer.from(PASSWD) },
  { kind: 'file', path: 'etc/group', mode: 0o644, content: Buffer.from('root:x:0:\n') },
  { kind: 'file', path: 'etc/hosts', mode: 0o644, content: Buffer.from('127.0.0.1 localhost\n') },
  { kind: 'folder', path: 'root' },
];
