import type { ImageSettings } from '../lane/schema.ts';
import type { Image } from './types.ts';

/** Where our init lies in the initial RAM file system of others. */
export const INIT = 'lanekeeper/init';

/** The image as a command line names it that was not made yet. */
export function plannedImage(settings: ImageSettings, firmware: string | undefined): Image {
  const digest = 'unknown';
  if (settings.kind === 'disk')
    return {
      digest,
      boot: { kind: 'disk', disk: settings.disk, format: settings.format, firmware, agent: 'agent' },
    };
  return settings.kind === 'kernel'
    ? {
        digest,
        boot: { kind: 'kernel', kernel: settings.kernel, initrd: settings.initrd, init: `/${INIT}` },
      }
    : { digest, boot: { kind: 'kernel', kernel: 'kernel', initrd: 'initrd', init: '/init' } };
}
