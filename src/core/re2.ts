import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

/** Go's regular expressions, which never take long. Loaded when needed: few commands do, and the library is large. */
export const loadRe2 = (): typeof RE2JS =>
  (createRequire(import.meta.url)('re2js') as { RE2JS: typeof RE2JS }).RE2JS;
