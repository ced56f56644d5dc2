import { readFileSync } from 'node:fs';
import type { Assets } from './layout.tsx';

/** The style and the script that the build put beside the bundle. */
export const readAssets = (): Assets => ({
  style: readFileSync(new URL('./site/site.css', import.meta.url), 'utf8'),
  script: readFileSync(new URL('./site/main.js', import.meta.url), 'utf8'),
});
