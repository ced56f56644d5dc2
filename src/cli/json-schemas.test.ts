import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY } from '../testing/cli.ts';
import { jsonSchemas } from './json-schemas.ts';

const kept = (name: string): object =>
  JSON.parse(readFileSync(join(REPOSITORY, 'src/cli/schemas', `${name}.json`), 'utf8')) as object;

test.each(Object.entries(jsonSchemas()))(
  'src/cli/schemas/%s.json is what the code says (npm run schemas writes it)',
  (name, schema) => {
    expect(kept(name)).toEqual(schema);
  },
);

test.each(readdirSync(join(REPOSITORY, 'lanes')))('lanes/%s names a schema that it satisfies', (file) => {
  const text = readFileSync(join(REPOSITORY, 'lanes', file), 'utf8');
  const name = /^# yaml-language-server: \$schema=\.\.\/src\/cli\/schemas\/([\w-]+)\.json\n/.exec(text)?.[1];
  const ajv = new Ajv({ strict: false, formats: { date: true } });
  const validate = ajv.compile(kept(name ?? 'none'));
  expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ nonsense: true })).toBe(false);
});
