import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfText } from '../../core/digest.ts';
import { infrastructureError } from '../../core/errors.ts';
import type { ImageSettingsOf } from '../../lanes/schema.ts';
import type { ImageSettings } from '../../lanes/schema-types.ts';
import { buildAgent } from './agent.ts';
import { agentEntries, cpioArchive } from './cpio.ts';
import { debianImage } from './debian.ts';
import { givenFile } from './files.ts';
import { INIT } from './plan.ts';
import type { StepOptions } from './steps.ts';
import { readStored, writeStored } from './store.ts';
import type { Image } from './types.ts';

/** What an image is for. */
export type ImageRequest = {
  readonly arch: string;
  /** Absolute path of the folder that paths in the settings start from. */
  readonly root: string;
  /** Path of the UEFI firmware of this machine's distribution, where it is installed. */
  readonly firmware: string | undefined;
};

type ImageOptions = StepOptions & {
  /** Whether the image is made again though it is there. */
  readonly anew?: boolean;
};

/** Makes or fetches an image where it is not in the store, and checks it where it is. */
export async function prepareImage(
  settings: ImageSettings,
  request: ImageRequest,
  options: ImageOptions,
): Promise<Image> {
  switch (settings.kind) {
    case 'debian':
      return debianImage(settings, request.arch, options);
    case 'kernel':
      return kernelImage(settings, request, options);
    case 'disk':
      return diskImage(settings, request, options);
  }
}

/**
 * Image of a kernel that the user gave. The kernel unpacks initial RAM file systems that follow each other: ours adds
 * one file to the user's.
 */
async function kernelImage(
  settings: ImageSettingsOf<'kernel'>,
  { arch, root }: ImageRequest,
  options: StepOptions,
): Promise<Image> {
  const agent = await buildAgent(arch, options);
  const kernel = await givenFile(settings.kernel, settings.kernelSha256, root, options);
  const initrd = await givenFile(settings.initrd, settings.initrdSha256, root, options);
  const parts = [settings.kernelSha256, settings.initrdSha256, agent];
  const key = `initrd-${digestOfText(JSON.stringify(parts)).slice(7, 39)}`;
  let stored = await readStored(key, options.note);
  if (stored === undefined) {
    await writeStored(key, async (folder) => {
      const first = readFileSync(initrd);
      const padding = Buffer.alloc((4 - (first.length % 4)) % 4);
      const ours = cpioArchive(agentEntries(INIT, readFileSync(agent)));
      writeFileSync(join(folder, 'initrd'), Buffer.concat([first, padding, ours]));
      return `${settings.initrd} with our init`;
    });
    stored = await readStored(key, options.note);
  }
  if (stored === undefined) throw infrastructureError(`the image ${key} was made, but is not there`);
  return {
    digest: digestOfText(JSON.stringify([settings.kernelSha256, stored.digest])),
    boot: { kind: 'kernel', kernel, initrd: join(stored.folder, 'initrd'), init: `/${INIT}` },
  };
}

async function diskImage(
  settings: ImageSettingsOf<'disk'>,
  { arch, root, firmware }: ImageRequest,
  options: StepOptions,
): Promise<Image> {
  const agent = await buildAgent(arch, options);
  const disk = await givenFile(settings.disk, settings.sha256, root, options);
  return {
    digest: digestOfText(JSON.stringify([settings.sha256, agent])),
    boot: { kind: 'disk', disk, format: settings.format, firmware, agent },
  };
}
