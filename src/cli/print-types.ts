import wrapAnsi from 'wrap-ansi';
import type * as z from 'zod';

/** Schemas by the names of their types, each with a description of its values. */
type Named = Readonly<Record<string, readonly [schema: z.core.$ZodType, doc: string]>>;

/** Types of another file, by name, each with the schema that lets the same values through. */
type Imported = { readonly from: string; readonly types: Readonly<Record<string, z.core.$ZodType>> };

/**
 * The text of a file that exports these types: what zod infers of the schemas, readonly, with their descriptions as
 * comments. A named schema within another is printed by its name.
 */
export function printTypes(types: Named, imported: Imported): string {
  const names: Names = new Map([
    ...Object.entries(types).map(([name, [schema]]) => [schema._zod.def, name] as const),
    ...Object.entries(imported.types).map(([name, schema]) => [schema._zod.def, name] as const),
  ]);
  return [
    '// Written by npm run schemas; a test holds it to the schemas.',
    `import type { ${Object.keys(imported.types).join(', ')} } from '${imported.from}';`,
    ...Object.entries(types).map(
      ([name, [schema, doc]]) => `\n${comment(doc)}export type ${name} = ${printForm(schema, names)};`,
    ),
    '',
  ].join('\n');
}

/**
 * Names of types by the definitions of their schemas: a schema that is described anew is another object with the
 * same one.
 */
type Names = ReadonlyMap<z.core.$ZodTypeDef, string>;

const print = (schema: z.core.$ZodType, names: Names): string =>
  names.get(schema._zod.def) ?? printForm(schema, names);

function printForm(schema: z.core.$ZodType, names: Names): string {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return def.type;
    case 'literal':
      return def.values.map((value) => JSON.stringify(value)).join(' | ');
    case 'enum':
      return Object.values(def.entries)
        .map((value) => JSON.stringify(value))
        .join(' | ');
    case 'union':
      return def.options.map((option) => print(option, names)).join(' | ');
    case 'nullable':
      return `${print(def.innerType, names)} | null`;
    case 'optional':
      return `${print(def.innerType, names)} | undefined`;
    case 'default':
      return print(def.innerType, names);
    case 'array':
      return `readonly (${print(def.element, names)})[]`;
    case 'record':
      return `Readonly<Record<${print(def.keyType, names)}, ${print(def.valueType, names)}>>`;
    case 'object':
      return `{\n${Object.entries(def.shape)
        .map(([key, value]) => printMember(key, value, names))
        .join('')}}`;
    default:
      throw new Error(`found a schema of the kind "${def.type}", which print-types.ts knows no type for`);
  }
}

/**
 * Line of a member. One with a default is never absent: whoever reads a value finds the default where the file has
 * nothing.
 */
const printMember = (key: string, schema: z.core.$ZodType, names: Names): string =>
  `${comment(descriptionOf(schema))}readonly ${key}${schema._zod.def.type === 'optional' ? '?' : ''}: ${print(schema, names)};\n`;

/** Description of a schema: its own, else that of the schema that it makes optional. */
function descriptionOf(schema: z.core.$ZodType): string | undefined {
  const { description } = schema as z.ZodType;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return description ?? ('innerType' in def ? descriptionOf(def.innerType) : undefined);
}

/** A comment of lines that are broken at words: the formatter leaves them as they are. */
function comment(text: string | undefined): string {
  if (text === undefined) return '';
  const lines = wrapAnsi(text.replaceAll('*/', '* /'), 98).split('\n');
  return lines.length === 1
    ? `/** ${lines[0]} */\n`
    : ['/**', ...lines.map((line) => ` * ${line}`), ' */\n'].join('\n');
}
