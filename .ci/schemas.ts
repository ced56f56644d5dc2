// Writes what follows from the schemas: src/cli/schemas/, which editors and other tools read, and the types of what they let through.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../src/cli/json-schemas.ts';
import { typeFiles } from '../src/cli/type-files.ts';

const REPOSITORY = join(import.meta.dirname, '..');
for (const [name, schema] of Object.entries(jsonSchemas()))
  writeFileSync(join(REPOSITORY, 'src/cli/schemas', `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
for (const [file, text] of Object.entries(typeFiles())) writeFileSync(join(REPOSITORY, file), text);
