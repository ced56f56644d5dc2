import type { StatusDocumentSettings } from '../lanes/schema-types.ts';
import { goMap } from './go-map/index.ts';
import { markdownTable } from './markdown-table/index.ts';
import { registry } from './registry.ts';
import type { StatusFormat } from './types.ts';

/**
 * Formats of status documents by name. A new one is one row here, and its name in `src/lanes/status-schema.ts`.
 */
export const STATUS_FORMATS = {
  'markdown-table': markdownTable,
  'go-map': goMap,
  registry,
} satisfies Record<StatusDocumentSettings['format'], StatusFormat>;
