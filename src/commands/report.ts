import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { amount } from '../amount.ts';
import { EXIT, type ExitCode, usageError } from '../errors.ts';
import { withLedger } from '../evidence/ledger.ts';
import { existingFolder, withStore } from '../evidence/open.ts';
import { buildSite } from '../site/build.ts';
import { siteFiles } from '../site/files.ts';
import { readAssets, writeSite } from '../site-folder.ts';
import { SCHEMA_VERSION } from '../types.ts';
import { type CommonOptions, type Context, createViewer, printJson } from './context.ts';
import { gatherSite } from './site-input.ts';
import { timeOf } from './time-option.ts';

export type ReportOptions = CommonOptions & {
  /** Folder of the site. */
  readonly site: string;
  /** URL at which it will be. */
  readonly baseUrl?: string;
  readonly suite?: string;
  readonly evidence?: string;
  readonly reports: string;
  readonly asOf?: string;
};

/** Writes the report site: what is supported and why, and what broke. */
export async function report(context: Context, options: ReportOptions): Promise<ExitCode> {
  const asOf = timeOf('--as-of', options.asOf) ?? new Date().toISOString();
  const base = baseOf(options.baseUrl);
  const folder = resolve(context.cwd, options.site);
  const viewer = await createViewer(context, options);
  const written = await withStore(viewer.config, existingFolder(context.cwd, options.evidence), (store) =>
    withLedger(store, async (ledger) => {
      const content = buildSite(await gatherSite(context, viewer, options, ledger, asOf));
      const { site } = content;
      for (const note of site.notes) context.note(note);
      const size = await writeSite(folder, options.site, siteFiles(content, readAssets(), base));
      return { ...size, features: site.features.length, lanes: site.lanes.length };
    }),
  );
  const index = join(folder, 'index.html');
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, index, ...written });
  else context.print(`${pathToFileURL(index).href}\n`);
  context.note(
    `${amount(written.files, 'file')}, ${(written.bytes / 1e6).toFixed(1)} MB: ${amount(written.features, 'feature')}, ${amount(written.lanes, 'lane')}`,
  );
  return EXIT.ok;
}

/** With a slash at its end; empty when absent. */
function baseOf(url: string | undefined): string {
  if (url === undefined) return '';
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw usageError(`--base-url: found "${url}", expected a URL such as https://example.org/status/`);
  return url.endsWith('/') ? url : `${url}/`;
}
