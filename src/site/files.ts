import { renderFeatureBadge, renderLaneBadge } from './badges.ts';
import { renderFeed } from './feed.ts';
import type { Assets, Page } from './layout.tsx';
import { brokePage } from './pages/broke.tsx';
import { coveragePage } from './pages/coverage.tsx';
import { featurePageOf } from './pages/feature.tsx';
import { lanePages } from './pages/lane.tsx';
import { lanesPage } from './pages/lanes.tsx';
import { runPageOf } from './pages/run.tsx';
import { supportPage } from './pages/support.tsx';
import { resultsOf } from './results.ts';
import { featureBadge, laneBadge, resultsFile } from './slug.ts';
import type { SiteContent } from './types.ts';

/**
 * Makes all files of a site, one after the other: together they can be larger than memory.
 *
 * @param base URL at which the site will be, for its feed; may be empty.
 */
export function* siteFiles(content: SiteContent, assets: Assets, base: string): Generator<Page> {
  const { site, grids } = content;
  yield supportPage(site, assets);
  yield brokePage(content, assets);
  yield lanesPage(content, assets);
  yield coveragePage(site, assets);
  for (const feature of site.features) {
    yield featurePageOf(content, feature, assets);
    for (const cell of feature.cells)
      yield { path: featureBadge(feature.name, cell.arch), content: renderFeatureBadge(feature.name, cell) };
  }
  for (const lane of site.lanes) {
    yield* lanePages(content, lane, assets);
    yield { path: laneBadge(lane.name), content: renderLaneBadge(lane) };
    const grid = grids.get(lane.name);
    if (grid === undefined) continue;
    for (const results of resultsOf(lane.name, grid))
      yield { path: resultsFile(lane.name, results.month), content: `${JSON.stringify(results)}\n` };
    for (const place of lane.runs.keys()) yield runPageOf(content, lane, place, assets);
  }
  yield { path: 'changes.atom', content: renderFeed(site, base) };
  yield { path: 'index.json', content: `${JSON.stringify(site)}\n` };
}
