import { RE2JS } from 're2js';
import type { Spec } from '../../core/types.ts';
import { suiteSettings } from '../../lanes/config.ts';
import { hasOpenAlternatives, looseExclusion } from '../../lanes/label-filter/index.ts';
import { placeIn } from './places.ts';
import type { Finding, LintInput } from './types.ts';

/** A value of the configuration that the suite gets: an argument or a variable of the environment. */
type Given = {
  readonly name: string;
  readonly value: string;
  readonly place: ReturnType<typeof placeIn>;
};

/** Finds filters that something is added to, and that have alternatives outside of parentheses. */
export function openAlternatives(input: LintInput): readonly Finding[] {
  const written = input.lanes.flatMap(({ lane }): readonly Finding[] => {
    const own = input.config.lanes.get(lane.name);
    const loose = own?.value.select === undefined ? undefined : looseExclusion(own.value.select);
    if (own === undefined || loose === undefined) return [];
    return [
      {
        code: 'open-alternatives',
        ...placeIn(own, ['select']),
        message: `&& binds before ||: the exclusion belongs to the last alternative only (${loose})`,
        remedy: 'put the alternatives in parentheses, or those of the exclusion if this is meant',
      },
    ];
  });
  const given = givenTo(input)
    .filter(({ name, value }) => /label-?_?filter/i.test(name) && isOpen(value))
    .map(
      ({ name, value, place }): Finding => ({
        code: 'open-alternatives',
        ...place,
        message: `${name} has alternatives: an exclusion that a script appends with && belongs to the last one only`,
        remedy: `write (${value})`,
      }),
    );
  return [...written, ...given];
}

function isOpen(filter: string): boolean {
  try {
    return hasOpenAlternatives(filter);
  } catch {
    // What is no filter is refused where it is used.
    return false;
  }
}

/**
 * Finds alternatives of patterns that skip or focus specs by their text: each is meant for one spec, and these
 * match none or several.
 */
export const patternFindings = (input: LintInput): readonly Finding[] =>
  givenTo(input)
    .filter(({ name }) => /(?:^|[-_.])(?:skip|focus)$/i.test(name))
    .flatMap(({ name, value, place }) =>
      alternatives(value).flatMap((pattern): readonly Finding[] => {
        const found = matching(input.specs, pattern);
        if (found === undefined || found.length === 1) return [];
        if (found.length > 1)
          return [
            {
              code: 'pattern-matches-several',
              ...place,
              message: `${name}: "${pattern}" matches ${found.length} specs, such as ${found
                .slice(0, 2)
                .map((spec) => `${spec.location.file}:${spec.location.line}`)
                .join(' and ')}`,
              remedy: 'make it longer until it matches one, or exclude by a label',
            },
          ];
        const nearest = nearestSpec(input.specs, pattern);
        return [
          {
            code: 'pattern-matches-none',
            ...place,
            message: `${name}: "${pattern}" matches no spec${nearest === undefined ? '' : `; renamed to ${JSON.stringify(nearest.text)} (${nearest.location.file}:${nearest.location.line})?`}`,
            remedy: 'correct it, or remove it',
          },
        ];
      }),
    );

function givenTo({ config, suite, lanes }: LintInput): readonly Given[] {
  const own = suiteSettings(config, suite);
  const sources = [
    { source: config.settings, path: ['suites', suite], args: own.args, env: own.env },
    ...lanes.flatMap(({ lane }) => {
      const source = config.lanes.get(lane.name);
      return source === undefined
        ? []
        : [{ source, path: ['run'], args: source.value.run?.args, env: source.value.run?.env }];
    }),
  ];
  return sources.flatMap(({ source, path, args, env }) => [
    ...(args ?? []).flatMap((arg, index): readonly Given[] => {
      const [, name, value] = /^--?([\w.-]+)=(.*)$/s.exec(arg) ?? [];
      return name === undefined || value === undefined
        ? []
        : [{ name, value, place: placeIn(source, [...path, 'args', index]) }];
    }),
    ...Object.entries(env ?? {}).map(
      ([name, value]): Given => ({ name, value, place: placeIn(source, [...path, 'env', name]) }),
    ),
  ]);
}

/** Parts of a pattern between `|` that are in no parentheses or brackets. */
function alternatives(pattern: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const piece of pattern.match(/\\.|[\s\S]/g) ?? []) {
    if (piece === '(' || piece === '[') depth += 1;
    if (piece === ')' || piece === ']') depth -= 1;
    if (piece === '|' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + piece);
  }
  return parts.filter((part) => part !== '');
}

/** Specs whose text a pattern matches; `undefined` for what is no regular expression. */
function matching(specs: readonly Spec[], pattern: string): readonly Spec[] | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return specs.filter(({ text }) => compiled.matcher(text).find());
  } catch {
    return undefined;
  }
}

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(text.toLowerCase().match(/[\p{L}\p{Nd}]{2,}/gu) ?? []);

/** The spec whose text shares most words with a pattern, when they share more than half. */
function nearestSpec(specs: readonly Spec[], pattern: string): Spec | undefined {
  const wanted = wordsOf(pattern);
  let best: { readonly spec: Spec; readonly shared: number } | undefined;
  for (const spec of specs) {
    const words = wordsOf(spec.text);
    const shared = [...wanted].filter((word) => words.has(word)).length / Math.max(1, wanted.size);
    if (shared > (best?.shared ?? 0.5)) best = { spec, shared };
  }
  return best?.spec;
}
