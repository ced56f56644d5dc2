import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { amount } from '../../../core/amount.ts';
import { EXIT, type ExitCode, usageError } from '../../../core/errors.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { withLedger } from '../../../evidence/ledger/ledger.ts';
import { existingFolder, withStore } from '../../../evidence/ledger/open.ts';
import { buildSite } from '../../../site/build.ts';
import { siteFiles } from '../../../site/files.ts';
import type { SiteContent } from '../../../site/types.ts';
import { readAssets, writeSite } from '../../../site/write-site.ts';
import { type Context, createViewer, printJson } from '../../shared/context.ts';
import { knownArch } from '../../shared/status-documents.ts';
import { timeOf } from '../../shared/time-option.ts';
import { gatherSite, type SiteQuestion } from '../../site-input/site-input.ts';
import type { ReportOptions, ReportPart } from './command.ts';
import { printReport } from './print.ts';

/** Prints what is supported and why, and what broke; or writes it as a site. */
export async function report(
  context: Context,
  part: ReportPart | undefined,
  options: ReportOptions,
): Promise<ExitCode> {
  const asOf = timeOf('--as-of', options.asOf) ?? new Date().toISOString();
  const base = baseOf(options.baseUrl);
  if (options.arch !== undefined) knownArch(options.arch);
  refuseMixture(part, options);
  const viewer = await createViewer(context, options);
  await withStore(viewer.config, existingFolder(context.cwd, options.evidence), (store) =>
    withLedger(store, async (ledger) => {
      const input = await gatherSite(context, viewer, questionOf(options), ledger, asOf);
      const content = buildSite(input);
      for (const note of content.site.notes) context.note(note);
      if (options.site === undefined) printReport(context, content.site, part, options);
      else await publish(context, content, options.site, base, options.json === true);
    }),
  );
  return EXIT.ok;
}

/** Question that the options ask: tables have neither coverage nor findings. */
const questionOf = (options: ReportOptions): SiteQuestion => ({
  ...options,
  isWhole: options.site !== undefined || options.json === true || options.format === 'json',
});

/**
 * Refuses options that don't go together: a site has all parts and architectures, and values between tabs can be
 * of one table only.
 */
function refuseMixture(part: ReportPart | undefined, { site, arch, format }: ReportOptions): void {
  if (site !== undefined && (part !== undefined || arch !== undefined))
    throw usageError('found --site beside a part or --arch, expected it alone: a site has all of them');
  if (site === undefined && format === 'tsv' && part === undefined)
    throw usageError(
      'found --format tsv for two tables, expected one: lanekeeper report support --format tsv',
    );
}

async function publish(
  context: Context,
  content: SiteContent,
  named: string,
  base: string,
  json: boolean,
): Promise<void> {
  const { features, lanes } = content.site;
  const folder = resolve(context.cwd, named);
  const { files, bytes } = await writeSite(folder, named, siteFiles(content, readAssets(), base));
  const index = join(folder, 'index.html');
  if (json) printJson(context, { schemaVersion: SCHEMA_VERSION, index, files, bytes });
  else context.print(`${pathToFileURL(index).href}\n`);
  context.note(
    `${amount(files, 'file')}, ${(bytes / 1e6).toFixed(1)} MB: ${amount(features.length, 'feature')}, ${amount(lanes.length, 'lane')}`,
  );
}

/** Base URL with a slash at its end; empty when absent. */
function baseOf(url: string | undefined): string {
  if (url === undefined) return '';
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw usageError(`--base-url: found "${url}", expected a URL such as https://example.org/status/`);
  return url.endsWith('/') ? url : `${url}/`;
}
