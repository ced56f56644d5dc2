// Writes src/cli/schemas/, which editors and other tools read; a test holds them to the code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../src/cli/json-schemas.ts';

for (const [name, schema] of Object.entries(jsonSchemas()))
  writeFileSync(
    join(import.meta.dirname, '../src/cli/schemas', `${name}.json`),
    `${JSON.stringify(schema, null, 2)}\n`,
  );
