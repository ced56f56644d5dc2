import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../../core/types.ts';
import { withTemporaryFolder } from '../../system/files.ts';
import { capabilitiesFrom } from '../capabilities.ts';
import { askCluster } from '../cluster/cluster.ts';
import { createKubectl, type Kubectl, KubectlError } from '../cluster/kubectl.ts';
import { withKeeper } from '../remote/keeper.ts';
import { probeRemote } from '../remote/probe.ts';
import { createRemoteSession } from '../remote/session.ts';
import { ask, type RemoteShell } from '../remote/shell.ts';
import type { NodeSession, NodeSpec, OpenOptions } from '../types.ts';
import { CONTAINER, jobManifest } from './job.ts';
import { CONTAINER_OUTPUT, withLog } from './output.ts';
import { waitForPod, whyLost } from './start.ts';

const IS_WRITABLE = `{ : >${CONTAINER_OUTPUT}; } 2>/dev/null && echo yes; :`;
const DELETE_TIMEOUT_MS = 120_000;

/** Opens a session in the one pod of a Job; both are gone afterwards. */
export function openKubernetesNode<T>(
  node: NodeSpec<'kubernetes'>,
  { kill, note }: OpenOptions,
  use: (session: NodeSession) => Promise<T>,
): Promise<T> {
  const { settings } = node;
  const kubectl = createKubectl(node.root, settings);
  const startedAt = performance.now();
  return withTemporaryFolder((scratch) =>
    withJob(kubectl, node, scratch, note, async (session) => {
      const cluster = await askCluster(kubectl, node.arch).catch((error: unknown) => {
        if (!(error instanceof KubectlError) || error.reason !== 'Forbidden') throw error;
        note('the account may not list the machines of the cluster: what they can do is not known');
        return undefined;
      });
      const pod = await waitForPod(kubectl, node, session, kill);
      const shell: RemoteShell = {
        title: `pod ${pod}`,
        command: (words) =>
          kubectl.command(['exec', '--stdin', `--container=${CONTAINER}`, pod, '--', ...words]),
        explainLoss: () => whyLost(kubectl, pod),
      };
      return withKeeper(shell, settings.folder, kill, async (keeper) => {
        const probed = await probeRemote(shell, node.name, settings);
        const facts: Facts = {
          ...probed,
          capabilities: {
            ...probed.capabilities,
            ...(settings.capabilitiesFrom === 'probe'
              ? capabilitiesFrom(cluster?.capabilities ?? {}, {})
              : {}),
            ...capabilitiesFrom({}, settings.capabilities ?? {}),
          },
        };
        const start: NodeSession['start'] = {
          mode: 'none',
          commands: [kubectl.command(['create', '--filename=-'])],
          remarks: [`the pod ${pod} of the image ${settings.image}`],
          emulator: null,
          seconds: (performance.now() - startedAt) / 1000,
        };
        const parts = {
          shell,
          keeper,
          scratch,
          note,
          facts,
          start,
          timeoutFactor: settings.timeoutFactor,
          env: {},
        };
        const present = settings.suiteInImage === undefined ? {} : { present: settings.suiteInImage };
        if ((await ask(shell, IS_WRITABLE, [])).trim() !== 'yes')
          return use(createRemoteSession({ ...parts, ...present }));
        return withLog(kubectl, shell, pod, (follow) =>
          use(createRemoteSession({ ...parts, ...present, output: { path: CONTAINER_OUTPUT, follow } })),
        );
      });
    }),
  );
}

/** Makes the Job of a session, and deletes it with its pod, however the function ends. */
async function withJob<T>(
  kubectl: Kubectl,
  node: NodeSpec<'kubernetes'>,
  scratch: string,
  note: (message: string) => void,
  use: (session: string) => Promise<T>,
): Promise<T> {
  const session = `lanekeeper-${randomBytes(6).toString('hex')}`;
  const manifest = join(scratch, 'job.json');
  writeFileSync(manifest, JSON.stringify(jobManifest(node, session)));
  // The server checks it; kubectl would first fetch the description of its whole API.
  await kubectl.run(['create', '--validate=false', `--filename=${manifest}`]);
  try {
    return await use(session);
  } finally {
    const args = [
      'delete',
      'job',
      session,
      '--ignore-not-found',
      '--cascade=foreground',
      '--wait=true',
      '--timeout=90s',
    ];
    // What can't be deleted now ends by itself, and must not take the place of what happened.
    await kubectl
      .run(args, { timeoutMs: DELETE_TIMEOUT_MS })
      .catch((error: Error) =>
        note(
          `the Job ${session} could not be deleted (${error.message}): it ends by itself, or run lanekeeper doctor --sweep`,
        ),
      );
  }
}
