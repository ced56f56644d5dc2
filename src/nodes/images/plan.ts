import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageSettingsOf } from '../../lanes/schema.ts';
import type { ImageSettings } from '../../lanes/schema-types.ts';
import { imagesFolder, listStored } from './store.ts';
import type { Image, KernelBoot } from './types.ts';

/** Path of our init in the initial RAM file system of others. */
export const INIT = 'lanekeeper/init';

/** The image as a command line names it before it is prepared; `undefined` where it was not made yet. */
export function plannedImage(
  settings: ImageSettings,
  arch: string,
  firmware: string | undefined,
): Image | undefined {
  const digest = 'unknown';
  if (settings.kind === 'disk')
    return {
      digest,
      boot: { kind: 'disk', disk: settings.disk, format: settings.format, firmware, agent: 'agent' },
    };
  if (settings.kind === 'kernel')
    return {
      digest,
      boot: { kind: 'kernel', kernel: settings.kernel, initrd: settings.initrd, init: `/${INIT}` },
    };
  const made = listStored().findLast(({ key }) => key.startsWith(`${debianKey(settings, arch)}-`));
  return made && { digest, boot: debianBoot(join(imagesFolder(), made.key)) };
}

/** The start of the name that an image of Debian is kept by. */
export const debianKey = ({ release, kernel }: ImageSettingsOf<'debian'>, arch: string): string =>
  `debian-${release}-${kernel}-${arch}`;

export const KERNEL = 'kernel';
/** Name of the file with a PC's kernel as firmware starts it. */
export const FIRMWARE_KERNEL = 'bzimage';
export const INITRD = 'initrd';

/** What an image of Debian is started by, in its folder. */
export function debianBoot(folder: string): KernelBoot {
  const firmwareKernel = join(folder, FIRMWARE_KERNEL);
  return {
    kind: 'kernel',
    kernel: join(folder, KERNEL),
    ...(existsSync(firmwareKernel) ? { firmwareKernel } : {}),
    initrd: join(folder, INITRD),
    init: '/init',
  };
}
