import type { Position } from '../../core/types.ts';
import type { FeaturesFile } from '../../lanes/schema-types.ts';
import type { SourceCode } from '../../source/ginkgo/code.ts';
import type { SourceInventory, SourceSpec } from '../../source/ginkgo/types.ts';
import { type CoverageLane, createFate } from './fate.ts';
import { createRegions } from './regions.ts';
import { featureSigns, relationOf } from './signals.ts';
import type { FeatureCoverage } from './types.ts';
import { type GateNames, type Uses, usesOf } from './uses.ts';

export type CoverageRequest = {
  readonly features: FeaturesFile;
  readonly suite: string;
  readonly defaultSuite: string | undefined;
  readonly source: SourceInventory;
  readonly code: SourceCode;
  readonly lanes: readonly CoverageLane[];
};

/** Finds which specs have to do with which feature, and what becomes of them on an architecture. */
export function coverageOf(request: CoverageRequest): readonly FeatureCoverage[] {
  const { features, suite, defaultSuite, source, code, lanes } = request;
  const { gates } = features;
  const names: GateNames | undefined =
    gates === undefined ? undefined : { ...gates, values: code.constantsOf(gates.package) };
  const orphans = new Map<SourceSpec, string>(
    source.orphans.flatMap(({ because, specs }) => specs.map((spec) => [spec, because] as const)),
  );
  const specs = [...source.specs, ...orphans.keys()];
  const regionsOf = createRegions(code);
  const uses = new Map<SourceSpec, Uses>(specs.map((spec) => [spec, usesOf(regionsOf(spec), names)]));
  const fateOf = createFate(lanes);
  const implicit = suiteWideGates(code, names);
  return featureSigns(features, suite, defaultSuite, specs, names?.values ?? new Map()).map((signs) => ({
    feature: signs.name,
    implicit: [...signs.gates].flatMap((gate) => implicit.get(gate) ?? [])[0] ?? null,
    specs: specs.flatMap((spec) => {
      const relation = relationOf(signs, spec, uses.get(spec) as Uses);
      if (relation === undefined) return [];
      const orphaned = orphans.get(spec);
      return [
        {
          spec,
          ...relation,
          fate: orphaned === undefined ? fateOf(spec) : { kind: 'no-suite' as const, because: orphaned },
        },
      ];
    }),
  }));
}

/** Gates that the suite enables for all of its specs, and where it says so. */
function suiteWideGates(code: SourceCode, names: GateNames | undefined): ReadonlyMap<string, Position> {
  const found = new Map<string, Position>();
  const at = names?.suiteWide?.lastIndexOf('.') ?? -1;
  const declared =
    names?.suiteWide === undefined
      ? undefined
      : code.functionOf({ importPath: names.suiteWide.slice(0, at), name: names.suiteWide.slice(at + 1) });
  if (declared === undefined || names === undefined) return found;
  const { file } = declared;
  const rest = [declared.node];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    const [alias, name] = node.children;
    if (node.type === 'selector_expression' && alias !== undefined && name !== undefined) {
      const constant = file.text.slice(name.start, name.end);
      if (
        file.imports.get(file.text.slice(alias.start, alias.end)) === names.package &&
        names.values.has(constant)
      )
        found.set(constant, file.positionOf(node.start));
    }
    for (const child of node.children) rest.push(child);
  }
  return found;
}
