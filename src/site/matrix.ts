import { historiesOf } from '../promotion/history.ts';
import type { Weighed } from '../promotion/runs.ts';
import type { Decision } from '../promotion/types.ts';
import { sinceOf } from '../status/changes.ts';
import { type Chain, chainOf, runsOf, trendOf } from './chain.ts';
import type { SiteCell, SiteFeature } from './schema.ts';
import { featurePage } from './slug.ts';
import type { DocumentInput, SiteInput } from './types.ts';

type Matrix = {
  readonly features: readonly SiteFeature[];
  readonly chains: ReadonlyMap<string, ReadonlyMap<string, Chain>>;
};

/**
 * Makes the matrix of features by architectures, in the order of the documents; where two speak of one cell, the
 * first one counts.
 */
export function matrixOf(
  input: SiteInput,
  weighedOf: (suite: string, arch: string) => readonly Weighed[],
): Matrix {
  const cells = new Map<string, Map<string, SiteCell>>();
  const chains = new Map<string, Map<string, Chain>>();
  for (const document of input.documents)
    for (const [arch, decisions] of Map.groupBy(document.decisions, (decision) => decision.arch)) {
      const chainFor = createChains(input, document, arch, decisions, weighedOf(document.suite, arch));
      for (const decision of decisions) {
        const name = document.nameOf(decision.feature);
        const own = cells.get(name) ?? new Map<string, SiteCell>();
        if (own.has(arch)) continue;
        const chain = chainFor(decision);
        cells.set(name, own.set(arch, cellOf(input, document, chain)));
        chains.set(name, (chains.get(name) ?? new Map<string, Chain>()).set(arch, chain));
      }
    }
  return {
    features: [...cells].map(([name, own]) => ({ name, page: featurePage(name), cells: [...own.values()] })),
    chains,
  };
}

function createChains(
  { evidence }: SiteInput,
  { suites, suite }: DocumentInput,
  arch: string,
  decisions: readonly Decision[],
  weighed: readonly Weighed[],
): (decision: Decision) => Chain {
  const view = suites.find(({ name, arch: own }) => name === suite && own === arch);
  if (view === undefined) throw new Error(`the suite ${suite} was decided about without being looked at`);
  const byId = new Map(view.specs.map((spec) => [spec.id, spec]));
  const wanted = new Set(decisions.flatMap(({ specs }) => specs));
  const histories = historiesOf(
    [...wanted].flatMap((id) => byId.get(id) ?? []),
    view.specs,
    evidence,
    weighed,
  );
  return (decision) => chainOf(decision, view, byId, histories);
}

function cellOf(
  { asOf, policyOf }: SiteInput,
  { file, versions, isWhole }: DocumentInput,
  chain: Chain,
): SiteCell {
  const { entry, from, arch, code, action, to, reason, missing, expected, native, emulated } = chain.decision;
  const since = sinceOf(entry, versions, isWhole);
  return {
    arch,
    name: entry.feature,
    file,
    ...entry.place,
    ...from,
    since: since === null ? null : { on: since.at.slice(0, 10), orEarlier: since.orEarlier },
    decision: { code, outcome: action, to, reason, missing, expected },
    native,
    emulated,
    trend: trendOf(chain, asOf),
    specs: chain.specs.map(({ id, lanes }) => ({ id, lanes })),
    runs: runsOf(chain, policyOf(arch), asOf),
  };
}
