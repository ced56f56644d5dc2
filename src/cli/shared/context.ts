import { resolve } from 'node:path';
import { amount } from '../../core/amount.ts';
import { machineArch } from '../../core/architectures.ts';
import { oneLine } from '../../core/terminal.ts';
import type { Facts, Inventory, Spec } from '../../core/types.ts';
import { type Config, suiteSettings } from '../../lanes/config.ts';
import { openConfig } from '../../lanes/open-config.ts';
import { type Lane, type Overrides, type ResolvedLane, resolveLane } from '../../lanes/resolve.ts';
import type { SuiteSettings } from '../../lanes/schema-types.ts';
import { knownFacts } from '../../nodes/known-facts.ts';
import { laneCriteria } from '../../planning/selection/lane-selection.ts';
import { expiredRules } from '../../planning/selection/rules.ts';
import { type Criteria, type Selection, selectSpecs } from '../../planning/selection/select.ts';
import { type InventoryReference, inventoryReference, readInventory } from '../../runner/inventory.ts';

/** Surroundings of a command: its folder, its output, its terminal. */
export type Context = {
  readonly cwd: string;
  /** Prints an answer to standard output. */
  readonly print: (text: string) => void;
  /** Says progress and messages on standard error, unless `--quiet`. */
  readonly note: (message: string) => void;
  /** Writes raw to where `note` says: for a line that is redrawn. */
  readonly writeProgress: (text: string) => void;
  readonly isTerminal: boolean;
  /** Width of the terminal that answers go to, in columns; absent where they go elsewhere. */
  readonly columns?: number;
  readonly version: string;
};

/** Options of most commands, as far as shared code reads them. */
export type CommonOptions = {
  readonly config?: string;
  readonly inventory?: string;
  readonly json?: boolean;
};

/** Prints one JSON document. */
export const printJson = (context: Context, document: unknown): void =>
  context.print(`${JSON.stringify(document, null, 2)}\n`);

/** A lane, its node's facts, its suite's specs, and what becomes of each. */
export type LaneView = {
  readonly config: Config;
  readonly resolved: ResolvedLane;
  readonly facts: Facts;
  readonly inventory: Inventory;
  readonly criteria: Criteria;
  readonly selection: Selection;
};

export type Viewer = Awaited<ReturnType<typeof createViewer>>;

/** Looks at lanes of one configuration, reading each suite once. */
export async function createViewer(context: Context, options: CommonOptions, overrides?: Overrides) {
  const config = await openConfig(context.cwd, options.config, context.version);
  const inventories = new Map<string, Promise<Inventory>>();
  /** Reads the inventory of a suite as the lane says, else as the defaults say. */
  const inventoryOf = (suite: string, lane?: Pick<Lane, 'arch' | 'inventory'>): Promise<Inventory> => {
    const { defaults } = config.settings.value;
    const settings = suiteSettings(config, suite);
    const arch = lane?.arch ?? machineArch();
    const reference: InventoryReference =
      options.inventory === undefined
        ? {
            path: resolve(config.root, settings.path),
            mode: lane?.inventory ?? defaults.inventory ?? 'dry-run',
            arch,
          }
        : inventoryReference(context.cwd, options.inventory, arch);
    const key = [suite, reference.mode, reference.mode === 'dry-run' ? '' : arch].join(' ');
    const known = inventories.get(key) ?? readAndTell(context, suite, settings, reference);
    inventories.set(key, known);
    return known;
  };
  const look = (name: string): { resolved: ResolvedLane; facts: Facts; criteria: Criteria } => {
    const resolved = resolveLane(config, name, overrides);
    const facts = knownFacts(config, resolved.lane);
    const criteria = laneCriteria(config.settings.value.rules, resolved.lane, facts);
    for (const sentence of expiredRules(criteria.rules, new Date().toISOString().slice(0, 10)))
      context.note(`lane ${name}: ${sentence}`);
    return { resolved, facts, criteria };
  };
  return {
    config,
    inventoryOf,
    look,
    view: async (name: string): Promise<LaneView> => {
      const { resolved, facts, criteria } = look(name);
      const inventory = await inventoryOf(resolved.lane.suite, resolved.lane);
      return {
        config,
        resolved,
        facts,
        inventory,
        criteria,
        selection: selectSpecs(inventory.specs, criteria),
      };
    },
  };
}

/** Reads an inventory and tells its doubts: specs that a source does not tell are in no selection. */
async function readAndTell(
  context: Context,
  suite: string,
  settings: SuiteSettings,
  reference: InventoryReference,
): Promise<Inventory> {
  const inventory = await readInventory(suite, settings, reference, context.note);
  tellDoubts(context, inventory);
  return inventory;
}

/** Says which specs an inventory does not know, and why there may be more. */
export function tellDoubts(context: Context, { unresolved, doubts }: Inventory): void {
  const unread = unresolved?.length ?? 0;
  if (unread > 0)
    context.note(
      `${amount(unread, 'spec')} could not be read off the source and ${unread === 1 ? 'is' : 'are'} in no selection: lanekeeper inventory list says why`,
    );
  for (const { at, because } of doubts?.slice(0, MAX_DOUBTS) ?? [])
    context.note(oneLine(`${at.file}:${at.line}:${at.column}: specs may be missing: ${because}`));
}

/** Number of doubts that are told: a file that is no Go has an error in each line. */
const MAX_DOUBTS = 10;

/** The form of a spec in printed documents. */
export const specDocument = ({
  id,
  text,
  labels,
  location,
}: Spec): Pick<Spec, 'id' | 'text' | 'labels' | 'location'> => ({
  id,
  text,
  labels,
  location,
});
