import { type LabelFilter, parseLabelFilter } from '../../lanes/label-filter/index.ts';
import type { Feature, FeaturesFile } from '../../lanes/schema-types.ts';
import type { SourceSpec } from '../../source/ginkgo/types.ts';
import { verifyingSpecs } from '../../status/features/specs.ts';
import type { Relation, Signal } from './types.ts';
import type { GateUse, Uses } from './uses.ts';

/** A feature and the signs by which a spec exercises it. */
export type FeatureSigns = {
  readonly name: string;
  /** Constants of its gate. */
  readonly gates: ReadonlySet<string>;
  /** Labels that stand for the feature; `undefined` where no label can have its name. */
  readonly labels: LabelFilter | undefined;
  readonly uses: ReadonlySet<string>;
  readonly mapped: ReadonlySet<SourceSpec>;
  readonly touching: ReadonlyMap<SourceSpec, string>;
};

/** Signs to look for: of the features of `features.yaml`, and of gates that it does not name. */
export function featureSigns(
  { features }: FeaturesFile,
  suite: string,
  defaultSuite: string | undefined,
  specs: readonly SourceSpec[],
  constants: ReadonlyMap<string, string>,
): readonly FeatureSigns[] {
  const named = Object.entries(features)
    .filter(([, feature]) => (feature.suite ?? defaultSuite) === suite)
    .map(([name, feature]) => signsOf(name, feature, specs, constants));
  const known = new Set(named.flatMap(({ gates }) => [...gates]));
  const others = [...constants.keys()]
    .filter((constant) => !known.has(constant))
    .map((constant) => signsOf(constant, { kind: 'feature-gate' }, specs, constants));
  return [...named, ...others];
}

function signsOf(
  name: string,
  feature: Feature,
  specs: readonly SourceSpec[],
  constants: ReadonlyMap<string, string>,
): FeatureSigns {
  const gates = new Set(
    [...constants]
      .filter(
        ([constant, value]) => constant === name || (feature.gate !== undefined && value === feature.gate),
      )
      .map(([constant]) => constant),
  );
  // A mapping may differ by architecture and variant; whichever of them names a spec, it is about the feature.
  const parts = [feature, ...Object.values(feature.arches ?? {}), ...Object.values(feature.variants ?? {})];
  const verified = parts.map((part) => verifyingSpecs(part, specs));
  const labelFilter = feature.signals?.labels ?? defaultLabel(name, feature);
  return {
    name,
    gates,
    labels: labelFilter === '' ? undefined : parseLabelFilter(labelFilter),
    uses: new Set(feature.signals?.uses ?? (feature.kind === 'device' ? [`Devices.${name}`] : [])),
    mapped: new Set(verified.flatMap(({ verifying }) => verifying as readonly SourceSpec[])),
    touching: new Map(
      verified.flatMap(({ touching }) => touching.map(({ spec, because }) => [spec as SourceSpec, because])),
    ),
  };
}

/** Filter for the feature's own name, without the `Gate` of its constant; labels match without case. */
const defaultLabel = (name: string, { gate }: Feature): string =>
  [...new Set([name, name.replace(/(?:Feature)?Gate$/, ''), gate ?? name])]
    .filter((label) => /^[\w-]+$/.test(label))
    .join(' || ');

/** Relation of a spec to a feature; `undefined` where there is none. `features.yaml` goes before all else. */
export function relationOf(
  signs: FeatureSigns,
  spec: SourceSpec,
  uses: Uses,
): { readonly relation: Relation; readonly signals: readonly Signal[] } | undefined {
  const touching = signs.touching.get(spec);
  const mapping = (says: string): Signal => ({ kind: 'mapping', says, at: null, confidence: 'certain' });
  if (touching !== undefined)
    return { relation: 'disables', signals: [mapping(`features.yaml: ${touching}`)] };
  const gates = uses.gates.filter(({ gate }) => signs.gates.has(gate));
  const decided = decisive(gates);
  const signals: Signal[] = [
    ...(signs.mapped.has(spec) ? [mapping('features.yaml names it')] : []),
    ...decided.uses.map(
      ({ mode, gate, at }): Signal => ({ kind: 'gate', says: `${mode} ${gate}`, at, confidence: 'high' }),
    ),
    ...uses.names
      .filter(({ name }) => signs.uses.has(name))
      .slice(0, 1)
      .map(({ name, at }): Signal => ({ kind: 'name', says: `uses ${name}`, at, confidence: 'high' })),
    ...labelSignals(signs, spec),
  ];
  if (signals.length === 0) return undefined;
  return { relation: decided.disables && !signs.mapped.has(spec) ? 'disables' : 'exercises', signals };
}

/**
 * Uses of a gate that decide. The innermost code that enables or disables it does: what it leaves is what the spec
 * sees. Code that does both tries the gate in both states; so does code that disables it only after it did
 * something with the gate on. A guard counts where nothing switches the gate.
 */
function decisive(gates: readonly GateUse[]): {
  readonly uses: readonly GateUse[];
  readonly disables: boolean;
} {
  const switches = gates.filter(({ mode }) => mode !== 'requires');
  if (switches.length === 0) return { uses: gates, disables: false };
  const innermost = Math.max(...switches.map(({ level }) => level));
  const last = switches.filter(({ level }) => level === innermost);
  const onlyDisables = last.every(({ mode }) => mode === 'disables');
  const wasOn = switches.some(({ mode, level }) => mode === 'enables' && level < innermost);
  const both = onlyDisables && wasOn && last.every(({ first }) => !first);
  return { uses: both ? switches : last, disables: onlyDisables && !both };
}

function labelSignals({ labels }: FeatureSigns, spec: SourceSpec): readonly Signal[] {
  if (labels?.matches(spec.labels) !== true) return [];
  const found = labels.explain(spec.labels).labels;
  const owner = spec.path.findIndex((node) => found.some((label) => node.labels.includes(label)));
  const declared = owner < 1 ? undefined : spec.nodes[owner - 1];
  return [
    { kind: 'label', says: `label ${found.join(', ')}`, at: declared?.at ?? null, confidence: 'medium' },
  ];
}
