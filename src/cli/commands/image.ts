import { machineArch } from '../../core/architectures.ts';
import { didYouMean, EXIT, type ExitCode, usageError } from '../../core/errors.ts';
import { SCHEMA_VERSION } from '../../core/types.ts';
import type { Config } from '../../lanes/config.ts';
import { openConfig } from '../../lanes/open-config.ts';
import type { NodeSettingsOf } from '../../lanes/schema.ts';
import { prepareImage } from '../../nodes/images/index.ts';
import { listStored, removeStored } from '../../nodes/images/store.ts';
import { pruneSnapshots } from '../../nodes/qemu-system/snapshots.ts';
import { withSignalHandler } from '../../system/signals.ts';
import { type Context, printJson } from '../shared/context.ts';

type EmulatedNode = { readonly name: string; readonly settings: NodeSettingsOf<'qemu-system'> };

/** Makes the images of nodes anew. */
export async function buildImages(
  context: Context,
  names: readonly string[],
  options: { readonly config?: string; readonly arch?: readonly string[] },
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

export function listImages(context: Context, { json }: { readonly json?: boolean | undefined }): ExitCode {
  const images = listStored();
  if (json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, images });
  else
    for (const { key, description, madeAt, bytes } of images)
      context.print(`${key}  ${(bytes / 1e6).toFixed(0)} MB  ${madeAt.slice(0, 10)}  ${description}\n`);
  return EXIT.ok;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes what can be made again. A machine that was started from it goes on: its files are open. */
export function pruneImages(context: Context, { olderThan }: { readonly olderThan: string }): ExitCode {
  if (!/^\d+$/.test(olderThan))
    throw usageError(`--older-than: found ${JSON.stringify(olderThan)}, expected a number of days`);
  const before = Date.now() - Number(olderThan) * DAY_MS;
  for (const { key, madeAt } of listStored()) {
    if (Date.parse(madeAt) > before) continue;
    removeStored(key);
    context.print(`removed ${key}\n`);
  }
  const snapshots = pruneSnapshots(before);
  if (snapshots > 0) context.print(`removed ${snapshots} snapshots\n`);
  return EXIT.ok;
}
