import { hostname } from 'node:os';
import type { NodeSettingsOf } from '../../lanes/schema.ts';
import { createKubectl, objectAt, textAt } from '../cluster/kubectl.ts';
import { MANAGED_BY, OWNER } from './job.ts';

export type Swept = { readonly job: string; readonly deleted: boolean; readonly because: string };

/**
 * Deletes the Jobs that crashed runs left in a cluster: those that have ended, and those of processes of this machine
 * that are gone. A Job of another machine may still be waited for; with `all` it is deleted, too.
 */
export async function sweepCluster(
  root: string,
  settings: NodeSettingsOf<'kubernetes'>,
  all: boolean,
): Promise<readonly Swept[]> {
  const kubectl = createKubectl(root, settings);
  const [label] = Object.entries(MANAGED_BY).map(([name, value]) => `${name}=${value}`);
  const swept: Swept[] = [];
  for (const job of await kubectl.get(['jobs', `--selector=${label}`])) {
    const { name, because } = { name: textAt(objectAt(job, 'metadata'), 'name'), because: whyLeft(job) };
    const deleted = all || because !== undefined;
    if (deleted)
      await kubectl.run([
        'delete',
        'job',
        name,
        '--ignore-not-found',
        '--cascade=foreground',
        '--timeout=90s',
      ]);
    swept.push({ job: name, deleted, because: because ?? 'somebody may wait for it' });
  }
  return swept;
}

/** Why nobody waits for a Job any more; `undefined` where somebody may. */
function whyLeft(job: Parameters<typeof objectAt>[0]): string | undefined {
  const status = objectAt(job, 'status');
  if (status['succeeded'] !== undefined || status['failed'] !== undefined) return 'it has ended';
  const owner = textAt(objectAt(job, 'metadata', 'annotations'), OWNER);
  const [host, pid] = owner.split('/');
  if (host !== hostname()) return undefined;
  return isRunning(Number(pid)) ? undefined : `its process ${pid} is gone`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
