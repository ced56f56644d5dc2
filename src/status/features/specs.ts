import { RE2JS } from 're2js';
import { callNames } from '../../core/spec-identity.ts';
import type { Spec } from '../../core/types.ts';
import { parseLabelFilter } from '../../lanes/label-filter/index.ts';
import type { SpecsPattern, Verification } from '../../lanes/schema-types.ts';

/** The specs of a suite that verify something. */
export type VerifyingSpecs = {
  readonly verifying: readonly Spec[];
  /** Specs that touch it without showing that it works. */
  readonly touching: readonly { readonly spec: Spec; readonly because: string }[];
};

export function verifyingSpecs({ verifiedBy, notBy }: Verification, specs: readonly Spec[]): VerifyingSpecs {
  const exceptions = (notBy ?? []).map((pattern) => ({
    matches: createMatcher(pattern),
    because: pattern.because,
  }));
  const touching = specs.flatMap((spec) => {
    const exception = exceptions.find(({ matches }) => matches(spec));
    return exception === undefined ? [] : [{ spec, because: exception.because }];
  });
  if (verifiedBy === undefined) return { verifying: [], touching };
  const excepted = new Set(touching.map(({ spec }) => spec));
  const matches = createMatcher(verifiedBy);
  return { verifying: specs.filter((spec) => !excepted.has(spec) && matches(spec)), touching };
}

function createMatcher({ filter, text, specs }: Omit<SpecsPattern, 'because'>): (spec: Spec) => boolean {
  const labels = filter === undefined ? undefined : parseLabelFilter(filter);
  const pattern = text === undefined ? undefined : RE2JS.compile(text);
  const meant = specs === undefined ? undefined : new Set(specs);
  return (spec) =>
    (labels?.matches(spec.labels) ?? true) &&
    (pattern?.matcher(spec.text).find() ?? true) &&
    (meant === undefined || callNames(spec).some((name) => meant.has(name)));
}
