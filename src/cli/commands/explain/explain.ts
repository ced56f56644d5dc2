import { EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { type Explanation, explainSpecs } from '../../../planning/selection/explain.ts';
import { type FoundSpecs, findSpecs } from '../../../planning/selection/find.ts';
import { type Context, createViewer, printJson, specDocument } from '../../shared/context.ts';
import { chooseSuite } from '../../shared/lanes.ts';
import type { ExplainOptions } from './command.ts';

/** Says for every lane of a suite whether it selects a spec, why, and the smallest change that would. */
export async function explain(context: Context, query: string, options: ExplainOptions): Promise<ExitCode> {
  const viewer = await createViewer(context, options);
  const suite = chooseSuite(viewer.config, options);
  const lanes = [...viewer.config.lanes.keys()]
    .filter((name) => options.lane === undefined || name === options.lane)
    .map(viewer.look)
    .filter(({ resolved }) => resolved.lane.suite === suite);
  const { specs } = await viewer.inventoryOf(suite);
  const found = findSpecs(specs, query);
  if (found === undefined)
    throw usageError(
      `found no spec like ${JSON.stringify(query)} among the ${specs.length} of the suite "${suite}", expected a part of its text, a test_id, file:line or a label`,
    );
  const explanations = lanes.map(({ resolved: { lane }, facts, criteria }) => ({
    lane,
    specs: explainSpecs(found.specs, specs, lane, facts, criteria),
  }));
  if (options.json === true) {
    printJson(context, {
      schemaVersion: SCHEMA_VERSION,
      query,
      matchedBy: found.by,
      specs: found.specs.map((spec, index) => ({
        ...specDocument(spec),
        lanes: explanations.map((lane) => lane.specs[index]),
      })),
    });
    return EXIT.ok;
  }
  const count = found.specs.length === 1 ? '1 spec matches' : `${found.specs.length} specs match`;
  context.print(oneLine(`${count} ${JSON.stringify(query)} by ${found.by}`));
  for (const { lane, specs: explained } of explanations)
    printLane(context, `${lane.name} (${lane.arch}, ${lane.state})`, found, explained);
  context.print('\n');
  return EXIT.ok;
}

/** Specs with the same answer are told together. */
function printLane(
  context: Context,
  title: string,
  found: FoundSpecs,
  explanations: readonly Explanation[],
): void {
  const line = (indent: number, text: string): void =>
    context.print(`\n${' '.repeat(indent)}${oneLine(text)}`);
  context.print('\n');
  line(0, title);
  const groups = Map.groupBy(explanations.keys(), (index) => {
    const { result, reasons, changes } = explanations[index] as Explanation;
    return JSON.stringify([result, reasons.map(({ because }) => because), changes]);
  });
  for (const indices of groups.values()) {
    const [first = 0] = indices;
    const { result, reasons, changes } = explanations[first] as Explanation;
    line(
      2,
      `${indices.length} ${result}${reasons.length === 0 ? '' : `: ${reasons.map(({ because }) => because).join('; and ')}`}`,
    );
    for (const change of changes) line(4, `to select: ${change}`);
    for (const index of indices) {
      const spec = found.specs[index];
      if (spec !== undefined) line(6, `${spec.text}  (${spec.location.file}:${spec.location.line})`);
    }
  }
}
