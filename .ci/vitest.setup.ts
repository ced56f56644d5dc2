import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Sets up a cache of its own, which goes afterwards: the command line is tested as it is shipped. */
export default function setup(): () => void {
  execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts')], { stdio: 'inherit' });
  const cache = mkdtempSync(join(tmpdir(), 'lanekeeper-test-cache-'));
  process.env['LANEKEEPER_CACHE'] = cache;
  return () => rmSync(cache, { recursive: true, force: true });
}
