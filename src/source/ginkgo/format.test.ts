import { execa } from 'execa';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/cli.ts';
import { readCode } from '../../testing/source.ts';

const VALUES = [
  '"a b"',
  '"é\\t"',
  '0',
  '-7',
  '255',
  'true',
  'nil',
  '1.5',
  '[]int{1, 2}',
  '[]string{"x", "y"}',
  'time.Duration(1500000000)',
  '3661 * time.Second',
];
const FORMATS = fc.tuple(
  fc.constantFrom('', '-', '+', '0', ' ', '-0'),
  fc.constantFrom('', '3', '8'),
  fc.constantFrom('', '.2'),
  fc.constantFrom('v', 's', 'd', 'q', 't', 'x', 'X', 'o', 'b', 'c', 'f', 'g', 'e', 'T', 'U'),
  fc.constantFrom(...VALUES),
);

/** Calls of `fmt.Sprintf`, the same in each run. */
const calls = fc
  .sample(FORMATS, { numRuns: 1500, seed: 7 })
  .map(
    ([flags, width, precision, verb, value]) =>
      `fmt.Sprintf("<%${flags}${width}${precision}${verb}>", ${value})`,
  );

it('formats as Go does, or says that it does not know', async () => {
  const folder = temporaryFolder({
    'go.mod': 'module example.org/formats\n\ngo 1.24\n',
    'main.go': `package main\n\nimport (\n"encoding/json"\n"fmt"\n"os"\n"time"\n)\n\nvar _ = time.Second\n\nfunc main() { json.NewEncoder(os.Stdout).Encode([]string{\n${calls.join(',\n')},\n}) }\n`,
  });
  const real = JSON.parse(
    (await execa('go', ['run', '.'], { cwd: folder, env: { GOFLAGS: '-mod=mod' } })).stdout,
  ) as string[];
  const specs = calls.map((call, index) => `It("${index}:"+${call}, func() {})`).join('\n');
  const { specs: read, unresolved } = await readCode(`var _ = Describe("", func() {\n${specs}\n})`);
  const texts = read
    .map(({ text }) => /^ (\d+):(.*)$/s.exec(text))
    .map((match) => [Number(match?.[1]), match?.[2]] as const);
  expect(texts.map(([index, text]) => [calls[index], text])).toEqual(
    texts.map(([index]) => [calls[index], real[index]]),
  );
  expect(texts.length + (unresolved?.length ?? 0)).toBe(calls.length);
  // Most of these mean nothing; the plain ones among them are known.
  expect(texts.length).toBeGreaterThan(100);
});
