import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { listStored } from '../../../nodes/images/store.ts';
import { type Context, printJson } from '../../shared/context.ts';
import type { ImageListOptions } from './command.ts';

/** Prints the images that are kept. */
export function listImages(context: Context, { json }: ImageListOptions): ExitCode {
  const images = listStored();
  if (json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, images });
  else
    for (const { key, description, madeAt, bytes } of images)
      context.print(`${key}  ${(bytes / 1e6).toFixed(0)} MB  ${madeAt.slice(0, 10)}  ${description}\n`);
  return EXIT.ok;
}
