import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { REPOSITORY, temporaryFolder } from '../../testing/cli.ts';
import { parseLabelFilter } from './index.ts';

const LABELS = [
  'a',
  'A',
  'B c',
  'key:one',
  'Key: Two',
  'K:',
  ':x',
  'ünï',
  'ÜNÏ',
  'İ',
  'ſ',
  'v1.2',
  '日本',
  'wg-arm64',
  'a&b',
];

/** Pieces that filters are made of, right ones and wrong ones, in any order. */
const PIECES = [
  ...LABELS,
  '&&',
  '||',
  ',',
  '!',
  '(',
  ')',
  '&',
  '|',
  ' ',
  '  ',
  '\t',
  '\u0085',
  '{',
  '}',
  '/',
  ':',
  ': ',
  '/^a$/',
  '/(?i)WG-.*/',
  '/[[:alpha:]]+/',
  '/\\pL/',
  '/(/',
  '/a{2,1}/',
  '/x',
  '//',
  'key: containsAny {one, x}',
  'key: containsAll one',
  'key: CONSISTSOF {one,two}',
  'k: isSubsetOf {}',
  'key: isEmpty',
  'key: isEmpty ',
  'no: isempty && ',
  'key: bogus a',
  'a containsAny b',
];

const words = fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }).map((pieces) => pieces.join(''));
const likely = fc
  .array(
    fc.tuple(
      fc.constantFrom('', '!', '(', '!('),
      fc.constantFrom(...PIECES),
      fc.constantFrom('', ')', ' ', '))'),
      fc.constantFrom('&&', '||', ', ', ' && '),
    ),
    { maxLength: 6 },
  )
  .map((parts) =>
    parts
      .flat()
      .join('')
      .replace(/(&&|\|\||, ?| && )$/, ''),
  );

const questions = fc.record({
  filter: fc.oneof(words, likely),
  labels: fc.array(fc.uniqueArray(fc.constantFrom(...LABELS), { maxLength: 5 }), {
    minLength: 3,
    maxLength: 3,
  }),
});

type Answer = { readonly match: readonly boolean[] | null; readonly refused: boolean };

function answer(filter: string, labels: readonly (readonly string[])[]): Answer {
  try {
    const { matches } = parseLabelFilter(filter);
    return { match: labels.map(matches), refused: false };
  } catch {
    return { match: null, refused: true };
  }
}

it('accepts, refuses and matches what Ginkgo itself does, for filters at random', async () => {
  const seed = Date.now();
  const asked = fc.sample(questions, { seed, numRuns: 20_000 });
  const ginkgo = join(temporaryFolder(), 'label-filter');
  await execa('go', ['build', '-o', ginkgo, '.'], { cwd: join(REPOSITORY, 'fixtures/label-filter') });
  const { stdout } = await execa(ginkgo, {
    input: asked.map((question) => `${JSON.stringify(question)}\n`).join(''),
  });
  const answers = stdout.split('\n').map((line) => JSON.parse(line) as Answer);
  expect(answers).toHaveLength(asked.length);
  expect(answers.filter(({ refused }) => !refused).length, `seed ${seed}`).toBeGreaterThan(2000);
  asked.forEach(({ filter, labels }, index) => {
    expect(
      answer(filter, labels),
      `${JSON.stringify(filter)} on ${JSON.stringify(labels)}, seed ${seed}`,
    ).toEqual(answers[index]);
  });
});
