import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import type { DeepReadonly } from '../core/types.ts';
import type { runReportSchema } from '../evidence/report/run-report-schema.ts';
import type { RunReport } from '../evidence/report/schema-types.ts';
import type { featuresSchema } from '../lanes/features-schema.ts';
import type { laneSchema, settingsSchema } from '../lanes/schema.ts';
import type { FeaturesFile, LaneFile, Settings } from '../lanes/schema-types.ts';
import { REPOSITORY } from '../testing/cli.ts';
import { printTypes } from './print-types.ts';
import { typeFiles } from './type-files.ts';

async function format(text: string): Promise<string> {
  const biome = join(REPOSITORY, 'node_modules/.bin/biome');
  const { stdout } = await execa(biome, ['format', '--stdin-file-path=types.ts'], {
    cwd: REPOSITORY,
    input: text,
    stripFinalNewline: false,
  });
  return stdout;
}

test.each(Object.entries(typeFiles()))(
  '%s is what the schemas say (npm run schemas writes it)',
  async (file, text) => {
    expect(readFileSync(join(REPOSITORY, file), 'utf8')).toBe(await format(text));
  },
);

type Parsed<Schema extends z.ZodType> = DeepReadonly<z.infer<Schema>>;

test('the types are those that zod infers: tsc checks it', () => {
  expectTypeOf<Settings>().toEqualTypeOf<Parsed<typeof settingsSchema>>();
  expectTypeOf<LaneFile>().toEqualTypeOf<Parsed<typeof laneSchema>>();
  expectTypeOf<FeaturesFile>().toEqualTypeOf<Parsed<typeof featuresSchema>>();
  expectTypeOf<RunReport>().toEqualTypeOf<Parsed<typeof runReportSchema>>();
});

test('a type has the descriptions of its schema, and other types by their names', async () => {
  const place = z.strictObject({ line: z.int() });
  const elsewhere = { from: './places.ts', types: { Place: place } };
  const inner = z.strictObject({ id: z.string(), at: place });
  const outer = z.strictObject({
    kind: z.literal('a'),
    count: z.int().default(1).describe('How many.'),
    mark: z.enum(['x', 'y']).optional().describe('Ends a comment: */'),
    inner: inner.describe('The first.').nullable(),
    others: z.record(z.string(), z.array(z.union([inner, z.boolean()]))),
  });
  const printed = await format(printTypes({ Outer: [outer, 'One.'], Inner: [inner, 'Another.'] }, elsewhere));
  expect(printed).toMatchInlineSnapshot(`
    "// Written by npm run schemas; a test holds it to the schemas.
    import type { Place } from './places.ts';

    /** One. */
    export type Outer = {
      readonly kind: 'a';
      /** How many. */
      readonly count: number;
      /** Ends a comment: * / */
      readonly mark?: 'x' | 'y' | undefined;
      /** The first. */
      readonly inner: Inner | null;
      readonly others: Readonly<Record<string, readonly (Inner | boolean)[]>>;
    };

    /** Another. */
    export type Inner = {
      readonly id: string;
      readonly at: Place;
    };
    "
  `);
  expect(() => printTypes({ Odd: [z.date(), ''] }, elsewhere)).toThrow('found a schema of the kind "date"');
});
