import { createHash } from 'node:crypto';
import { create } from 'xmlbuilder';
import { formatStanding } from '../status/standing.ts';
import type { Site } from './schema.ts';
import { featurePage } from './slug.ts';
import { visible } from './text.ts';

const MAX_ENTRIES = 100;

/**
 * Writes `changes.atom`: changes of status, newest first.
 *
 * @param base URL of the site, with a slash at its end; without it, links start at the feed.
 */
export function renderFeed({ asOf, tool, changes }: Site, base: string): string {
  const feed = create('feed', { version: '1.0', encoding: 'UTF-8' }).att(
    'xmlns',
    'http://www.w3.org/2005/Atom',
  );
  feed.ele('title', 'Changes of support status');
  feed.ele('id', base === '' ? 'urn:lanekeeper:changes' : `${base}changes.atom`);
  feed.ele('updated', changes[0]?.at ?? asOf);
  feed.ele('author').ele('name', 'Lanekeeper');
  feed.ele('generator', { version: tool.version }, 'Lanekeeper');
  feed.ele('link', { rel: 'self', href: `${base}changes.atom` });
  feed.ele('link', { rel: 'alternate', href: `${base}index.html` });
  for (const { at, commit, file, feature, arch, from, to } of changes.slice(0, MAX_ENTRIES)) {
    const [then, now] = [from, to].map((standing) =>
      standing === null ? 'no row' : formatStanding(standing),
    );
    const digest = createHash('sha256')
      .update(JSON.stringify([commit, file, feature, arch]))
      .digest('hex');
    const entry = feed.ele('entry');
    entry.ele('title', visible(`${feature} on ${arch}: ${then} → ${now}`));
    entry.ele('id', `urn:sha256:${digest}`);
    entry.ele('updated', at);
    entry.ele('link', { href: `${base}${featurePage(feature)}#${arch}` });
    entry.ele('summary', visible(`In ${file}, by commit ${commit.slice(0, 12)}.`));
  }
  return feed.end({ pretty: true });
}
