import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import * as z from 'zod';
import { conform } from '../core/conform.ts';
import { InputError } from '../core/errors.ts';
import { SCHEMA_VERSION } from '../core/types.ts';
import { STATUSES } from '../lanes/status-schema.ts';
import type { Edit, Place, StatusEntry, StatusFormat, StatusProblem } from './types.ts';

const entrySchema = z.strictObject({
  feature: z.string().min(1),
  arch: z.string().min(1),
  status: z.enum(STATUSES).nullable(),
  qualifier: z.string().min(1).nullable(),
  graduation: z.string().nullable().default(null),
});

/** Schema of a registry: the entries of a status document in a form for other tools, as JSON or YAML. */
export const registrySchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    entries: z.array(entrySchema),
  })
  .describe('Registry of what is supported where: features by architecture.');

export const toRegistry = (entries: readonly StatusEntry[]): z.input<typeof registrySchema> => ({
  schemaVersion: SCHEMA_VERSION,
  entries: entries.map(({ feature, arch, status, qualifier, graduation }) => ({
    feature,
    arch,
    status,
    qualifier,
    graduation,
  })),
});

/** Format of registries. JSON is YAML, too: both are read and edited by the places of their values. */
export const registry: StatusFormat = {
  read: async (text) => {
    const items = itemsOf(text);
    const problems: StatusProblem[] = [];
    const seen = new Set<string>();
    return {
      prose: [],
      lanes: [],
      problems,
      entries: items.map(({ entry, place }) => {
        const key = JSON.stringify([entry.feature, entry.arch]);
        const refusal = seen.has(key)
          ? `found ${entry.feature} for ${entry.arch} a second time, expected it once`
          : null;
        seen.add(key);
        if (refusal !== null) problems.push({ place, message: refusal });
        return { ...entry, text: entry.status ?? '', place, hold: null, refusal };
      }),
    };
  },

  edits: async (text, _, { rows }) => {
    const items = itemsOf(text);
    return rows.flatMap(({ feature, arch, to }) => {
      const item = items.find(({ entry }) => entry.feature === feature && entry.arch === arch);
      if (item === undefined) throw new InputError('status-document', `no entry for ${feature} on ${arch}`);
      return [
        ...replaceScalar(item.map, 'status', to.status, item.entry.status),
        ...replaceScalar(item.map, 'qualifier', to.qualifier, item.entry.qualifier),
      ];
    });
  },
};

type Item = { readonly entry: z.output<typeof entrySchema>; readonly place: Place; readonly map: YAMLMap };

function itemsOf(text: string): readonly Item[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const [error] = document.errors;
  if (error !== undefined)
    throw new InputError('status-document', `neither JSON nor YAML: ${error.message}`, placeAt(error.pos[0]));
  const { entries } = conform(
    registrySchema,
    document.toJS(),
    'status-document',
    'not a registry of this version',
  );
  return entries.map((entry, index) => {
    const map = document.getIn(['entries', index], true);
    const place = placeAt((isNode(map) ? map.range?.[0] : undefined) ?? 0);
    if (!isMap(map))
      throw new InputError('status-document', `entries[${index}] is no mapping of its own`, place);
    return { entry, map, place };
  });
}

function replaceScalar(
  map: YAMLMap,
  key: string,
  value: string | null,
  current: string | null,
): readonly Edit[] {
  if (value === current) return [];
  const scalar = map.get(key, true);
  if (!isScalar(scalar) || !scalar.range)
    throw new InputError('status-document', `expected ${key} to be written in place`);
  const [start, end] = scalar.range;
  return [{ start, end, text: JSON.stringify(value) }];
}
