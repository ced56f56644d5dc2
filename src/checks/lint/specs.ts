import { amount } from '../../core/amount.ts';
import { specsByTestId } from '../../core/spec-identity.ts';
import { placeOf } from './places.ts';
import type { Finding, LintInput } from './types.ts';

/** Finds specs that no lane selects, together by file: there can be hundreds. */
export function specsInNoLane(input: LintInput): readonly Finding[] {
  const selected = new Set(input.lanes.flatMap(({ selection }) => selection.selected));
  const rest = input.specs.filter((spec) => !spec.pending && !selected.has(spec));
  return [...Map.groupBy(rest, ({ location }) => location.file).values()].flatMap((specs) => {
    const [first] = specs.toSorted((a, b) => a.location.line - b.location.line);
    if (first === undefined) return [];
    return [
      {
        code: 'spec-in-no-lane' as const,
        ...placeOf(input, first),
        message: `${amount(specs.length, 'spec')} of this file ${specs.length === 1 ? 'is' : 'are'} in no lane, such as: ${first.text}`,
        remedy: 'lanekeeper explain says for each what would select it',
      },
    ];
  });
}

const TAG = /\[([^\s[\]:]+)\]/g;

/** Finds texts with a tag that is a label of the suite, where the spec lacks that label. */
export function tagsWithoutLabels(input: LintInput): readonly Finding[] {
  const known = new Map(
    input.specs.flatMap(({ labels }) => labels.map((label) => [label.toLowerCase(), label] as const)),
  );
  return input.specs.flatMap((spec) => {
    const has = new Set(spec.labels.map((label) => label.toLowerCase()));
    const missing = Array.from(spec.text.matchAll(TAG), ([, tag]) =>
      known.get((tag ?? '').toLowerCase()),
    ).filter((label) => label !== undefined && !has.has(label.toLowerCase()));
    return [...new Set(missing)].map((label) => ({
      code: 'tag-without-label' as const,
      ...placeOf(input, spec),
      message: `the text has the tag [${label}], but the spec lacks the label ${label}: ${spec.text}`,
      remedy: 'add the label: filters do not see tags',
    }));
  });
}

/**
 * Finds test_ids of several specs. A test_id is an alias by which results follow a renamed spec: only while it is
 * one spec's.
 */
export function repeatedTestIds(input: LintInput): readonly Finding[] {
  return [...specsByTestId(input.specs)].flatMap(([testId, [first, ...others]]) =>
    others.map((spec) => ({
      code: 'repeated-test-id' as const,
      ...placeOf(input, spec),
      message: `the test_id ${testId} is also that of ${first?.location.file}:${first?.location.line}: ${spec.text}`,
      remedy: 'give one of them another number',
    })),
  );
}

/**
 * Finds files that declare specs and are in no suite, specs that the source does not tell, and a focus in the
 * source.
 */
export function sourceFindings(input: LintInput): readonly Finding[] {
  const { source, fileOf } = input;
  if (source === undefined) return [];
  const orphans = source.orphans.map(
    ({ file, because, specs }): Finding => ({
      code: 'spec-in-no-suite',
      file: fileOf(file),
      line: specs[0]?.location.line ?? 1,
      column: 1,
      message: `${amount(specs.length, 'spec')} in no suite: ${because}`,
      remedy: 'move the file into the suite, import its package, or give it a test that calls RunSpecs',
    }),
  );
  const unresolved = source.unresolved.map(
    ({ text, location, unknown }): Finding => ({
      code: 'unresolved',
      file: fileOf(location.file),
      line: location.line,
      column: 1,
      message: `${text}: ${unknown.map(({ what, because }) => `${what}: ${because}`).join('; ')}`,
      remedy: 'use a constant, or list the suite by a dry run',
    }),
  );
  const unread = source.diagnostics
    .filter(({ code }) => code !== 'focused')
    .map(
      ({ at, message }): Finding => ({
        code: 'unresolved',
        file: fileOf(at.file),
        line: at.line,
        column: at.column,
        message,
        remedy: 'mend it: until then specs may be missing',
      }),
    );
  const focused = source.diagnostics
    .filter(({ code }) => code === 'focused')
    .map(({ at, message }): Finding => {
      const fix = unfocus(input, at);
      return {
        code: 'focused',
        file: fileOf(at.file),
        line: at.line,
        column: at.column,
        message,
        remedy: 'remove the F in front, or the decorator Focus',
        ...(fix === undefined ? {} : { fix }),
      };
    });
  return [...orphans, ...unresolved, ...unread, ...focused];
}

/** Fix that takes a focus away: `FIt(` becomes `It(`; a decorator is left to people. */
function unfocus({ code }: LintInput, at: { file: string; line: number; column: number }): Finding['fix'] {
  const file = code?.fileOf(at.file);
  if (file === undefined) return undefined;
  const lines = file.text.split('\n');
  const start = lines.slice(0, at.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + at.column - 1;
  const [before] = /^(?:\w+\.)?F(?=[A-Z]\w*\()/.exec(file.text.slice(start, start + 100)) ?? [];
  if (before === undefined) return undefined;
  const offset = start + before.length - 1;
  return { path: file.path, start: offset, end: offset + 1, before: 'F', after: '' };
}
