import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { infrastructureError } from '../../core/errors.ts';
import type { CpioEntry } from './cpio.ts';
import { type KernelModule, moduleName, readKernelModule } from './kernel-module.ts';

/** Drivers of the devices that a node can have; a kernel has those of its architecture, some of them built in. */
const DRIVERS: readonly string[] = [
  ...['virtio_blk', 'virtio_net', 'virtio_rng', 'virtio_balloon', 'virtio_input', 'virtio_gpu'],
  ...['e1000', 'ahci', 'sd_mod', 'xhci_pci', 'usbhid', 'hid_generic', 'evdev'],
  ...['snd_hda_intel', 'snd_hda_codec_generic', 'snd_intel8x0', 'i6300esb', 'tpm_tis'],
];

/** Modules that a driver asks the kernel to load when it runs, though nothing says so in its file. */
const ALSO_NEEDS: Readonly<Record<string, readonly string[]>> = {
  snd_hda_intel: ['snd_hda_codec_generic'],
  virtio_input: ['evdev'],
  hid_generic: ['evdev'],
};

/** A function that decompresses files `x.ko.xz` beside themselves. */
export type Decompress = (files: readonly string[]) => Promise<void>;

/**
 * The drivers in a folder of a kernel's modules with all that they need, as files of an initial RAM file system, and
 * a list by which our init finds the driver of a device: name, needed modules, aliases, separated by tabs.
 */
export async function driverEntries(folder: string, decompress: Decompress): Promise<readonly CpioEntry[]> {
  const files = moduleFiles(folder);
  const modules = new Map<string, { module: KernelModule; content: Buffer }>();
  for (let wanted = DRIVERS.filter((name) => files.has(name)); wanted.length > 0; ) {
    const paths = wanted.map((name) => files.get(name) as string);
    await decompress(paths.filter((path) => path.endsWith('.xz')));
    for (const path of paths) {
      const content = readFileSync(path.replace(/\.xz$/, ''));
      const module = readKernelModule(content);
      if (module === undefined) throw infrastructureError(`${path}: found no kernel module`);
      modules.set(module.name, { module, content });
    }
    const needed = [...modules.values()].flatMap(({ module }) => module.needs);
    wanted = [...new Set(needed)].filter((name) => !modules.has(name) && files.has(name));
  }
  const lines = [...modules.values()].map(({ module: { name, needs, aliases } }) => {
    const all = [...needs, ...(ALSO_NEEDS[name] ?? [])].filter((other) => modules.has(other));
    return [name, all.join(','), ...aliases].join('\t');
  });
  return [
    { kind: 'file', path: 'lanekeeper/modules', mode: 0o644, content: Buffer.from(`${lines.join('\n')}\n`) },
    ...[...modules.values()].map(
      ({ module, content }): CpioEntry => ({
        kind: 'file',
        path: `lanekeeper/${module.name}.ko`,
        mode: 0o644,
        content,
      }),
    ),
  ];
}

/** Paths of a kernel's modules by name; those that are built into the kernel have no file. */
function moduleFiles(folder: string): ReadonlyMap<string, string> {
  const root = join(folder, 'kernel');
  if (!existsSync(root)) return new Map();
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ko(\.xz)?$/.test(path))
    .map((path) => join(root, path));
  return new Map(paths.map((path) => [moduleName(basename(path).replace(/\.ko(\.xz)?$/, '')), path]));
}
