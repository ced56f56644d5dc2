import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { configOption, jsonOption, type OptionsOf } from '../../shared/options.ts';

export const defineImage = (program: CommandUnknownOpts) =>
  program.command('image').description('what emulated nodes are started from');

export const defineImageBuild = (image: CommandUnknownOpts) =>
  image
    .command('build')
    .description('make the images of nodes anew, or for the first time')
    .argument('[nodes...]', 'names of nodes; all that are emulated machines when absent')
    .option('--arch <names...>', 'architectures, for nodes that name none')
    .addOption(configOption());

export type ImageBuildOptions = OptionsOf<typeof defineImageBuild>;

export const defineImageList = (image: CommandUnknownOpts) =>
  image.command('list').description('the images that are kept').addOption(jsonOption());

export type ImageListOptions = OptionsOf<typeof defineImageList>;

export const defineImagePrune = (image: CommandUnknownOpts) =>
  image
    .command('prune')
    .description('remove the images and snapshots that are kept')
    .option('--older-than <days>', 'only those that were made so long ago', '0');

export type ImagePruneOptions = OptionsOf<typeof defineImagePrune>;
