import { machineArch } from '../../../core/architectures.ts';
import { didYouMean, EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import type { Config } from '../../../lanes/config.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import type { NodeSettingsOf } from '../../../lanes/schema.ts';
import { prepareImage } from '../../../nodes/images/index.ts';
import { withSignalHandler } from '../../../system/signals.ts';
import type { Context } from '../../shared/context.ts';
import type { ImageBuildOptions } from './command.ts';

type EmulatedNode = { readonly name: string; readonly settings: NodeSettingsOf<'qemu-system'> };

/** Makes the images of nodes anew. */
export async function buildImages(
  context: Context,
  names: readonly string[],
  options: ImageBuildOptions,
): Promise<ExitCode> {
  const config = await openConfig(context.cwd, options.config, context.version);
  const kill = new AbortController();
  return withSignalHandler(
    () => kill.abort(),
    async () => {
      const done = new Set<string>();
      for (const { name, settings } of chooseNodes(config, names))
        for (const arch of settings.arch === undefined
          ? (options.arch ?? [machineArch()])
          : [settings.arch]) {
          const what = JSON.stringify([settings.image, arch]);
          if (done.has(what)) continue;
          done.add(what);
          const request = { arch, root: config.root, firmware: undefined };
          const build = { note: context.note, kill: kill.signal, anew: true };
          const { digest } = await prepareImage(settings.image, request, build);
          context.print(`${name} ${arch} ${digest}\n`);
        }
      return EXIT.ok;
    },
  );
}

function chooseNodes(config: Config, names: readonly string[]): readonly EmulatedNode[] {
  const nodes = Object.entries(config.settings.value.nodes).flatMap(([name, settings]) =>
    settings.kind === 'qemu-system' ? [{ name, settings }] : [],
  );
  const known = nodes.map(({ name }) => name);
  for (const name of names)
    if (!known.includes(name))
      throw usageError(
        `found no node "${name}" of kind qemu-system, expected one of ${known.join(', ')}${didYouMean(name, known)}`,
      );
  return names.length === 0 ? nodes : nodes.filter(({ name }) => names.includes(name));
}
