import { resolve } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { ARCHITECTURE_NAMES, machineArch } from '../../../core/architectures.ts';
import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { withLedger } from '../../../evidence/ledger/ledger.ts';
import { withStore } from '../../../evidence/ledger/open.ts';
import { type Config, suiteSettings } from '../../../lanes/config.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import { resolveLane } from '../../../lanes/resolve.ts';
import { inventoryReference, isReport, readInventory } from '../../../runner/inventory.ts';
import { type Candidate, complete, type Provider } from '../../completion/complete.ts';
import type { Context } from '../../shared/context.ts';
import { chooseSuite } from '../../shared/lanes.ts';

/**
 * Number of candidates that are shown at most: a screen helps; thousands only make the shell ask whether to show
 * them.
 */
const MAX_CANDIDATES = 200;

/** Answers a shell: a value a line, with a tab and a description. Faults are not told there. */
export async function answerShell(
  context: Context,
  words: readonly string[],
  _options: object,
  command: CommandUnknownOpts,
): Promise<ExitCode> {
  const quiet: Context = { ...context, note: () => undefined, writeProgress: () => undefined };
  const found = await complete(command.parent ?? command, words, createProvider(quiet, words)).catch(
    () => [],
  );
  for (const { value, description } of found.slice(0, MAX_CANDIDATES))
    context.print(`${oneLine(value)}${description === '' ? '' : `\t${oneLine(description)}`}\n`);
  return EXIT.ok;
}

const createProvider =
  (context: Context, words: readonly string[]): Provider =>
  async (kind) => {
    if (kind === 'arch' || kind === 'against') return named(ARCHITECTURE_NAMES);
    const config = await openConfig(context.cwd, valueOf(words, '--config'), context.version);
    const { suites, nodes } = config.settings.value;
    if (kind === 'lane' || kind === 'lanes')
      return [...config.lanes.keys()].map((name) => {
        const { description, state, arch } = resolveLane(config, name).lane;
        return { value: name, description: description === '' ? `${state}, ${arch}` : description };
      });
    if (kind === 'suite') return described(suites);
    if (kind === 'node' || kind === 'nodes') return described(nodes);
    if (kind === 'feature' || kind === 'features')
      return Object.entries(config.features?.value.features ?? {}).map(([value, feature]) => ({
        value,
        description: feature.kind,
      }));
    return kind === 'spec' || kind === 'focus' ? specs(context, config, words) : [];
  };

const named = (values: readonly string[]): readonly Candidate[] =>
  values.map((value) => ({ value, description: '' }));

const described = (
  values: Readonly<Record<string, { readonly description?: string | undefined }>>,
): readonly Candidate[] =>
  Object.entries(values).map(([value, { description }]) => ({ value, description: description ?? '' }));

const valueOf = (words: readonly string[], option: string): string | undefined => {
  const at = words.indexOf(option);
  return at < 0 || at + 1 >= words.length - 1 ? undefined : words[at + 1];
};

/**
 * Candidates for a spec: from the inventory that is named, or as the source or the ledger has them. Nothing is
 * compiled for a key press.
 */
async function specs(
  context: Context,
  config: Config,
  words: readonly string[],
): Promise<readonly Candidate[]> {
  const suite = chooseSuite(config, {});
  const settings = suiteSettings(config, suite);
  const path = valueOf(words, '--inventory') ?? process.env['LANEKEEPER_INVENTORY'];
  const reference =
    path === undefined
      ? { path: resolve(config.root, settings.path), mode: 'source' as const, arch: machineArch() }
      : inventoryReference(context.cwd, path);
  if (isReport(reference.path) || reference.mode === 'source')
    try {
      const inventory = await readInventory(suite, settings, reference, context.note);
      return inventory.specs.map(({ text, labels }) => ({ value: text, description: labels.join(' ') }));
    } catch {
      // Its source is elsewhere: the ledger may know names.
    }
  // Nor is anything fetched.
  if (config.settings.value.evidence.kind !== 'directory') return [];
  return withStore(config, undefined, (store) =>
    withLedger(store, async (ledger) =>
      ledger.evidence().specs.map(({ id }) => ({ value: id, description: '' })),
    ),
  );
}
