import { hostname } from 'node:os';
import { architectureCalled } from '../../core/architectures.ts';
import { milliseconds } from '../../core/duration.ts';
import type { NodeSpec } from '../types.ts';

/** Label of all that we make in a cluster. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'lanekeeper' } as const;
export const CONTAINER = 'suite';
/**
 * Name of the annotation that says who made a Job, `host/pid`, so that a sweep knows whether anybody still waits for
 * it.
 */
export const OWNER = 'lanekeeper.dev/owner';

/** Seconds after which Jobs that ended without us go by themselves, where the cluster collects them. */
const COLLECT_AFTER_SECONDS = 300;

/**
 * Script that the container runs: it waits while there is a session, and a while for the first one. When we are gone,
 * so is the session's folder, and the pod ends. `$1` is the folder that sessions are in.
 */
const WAIT = `
trap 'exit 0' TERM INT
idle=0
while [ "$idle" -lt 24 ]; do
  sleep 5 & wait $!
  if ls -d "$1"/.lanekeeper-* >/dev/null 2>&1; then idle=0; else idle=$((idle + 1)); fi
done
`;

/** The Job of a session, as the API takes it. */
export const jobManifest = ({ settings, name, arch }: NodeSpec<'kubernetes'>, session: string): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: session,
    labels: { ...MANAGED_BY, 'lanekeeper.dev/session': session },
    annotations: { [OWNER]: `${hostname()}/${process.pid}`, 'lanekeeper.dev/node': name },
  },
  spec: {
    // A pod that is started anew has nothing of what ours had.
    backoffLimit: 0,
    activeDeadlineSeconds: Math.ceil(milliseconds(settings.deadline) / 1000),
    ttlSecondsAfterFinished: COLLECT_AFTER_SECONDS,
    template: {
      metadata: { labels: { ...MANAGED_BY, 'lanekeeper.dev/session': session } },
      spec: {
        restartPolicy: 'Never',
        nodeSelector: {
          'kubernetes.io/arch': architectureCalled(arch)?.kubernetes ?? arch,
          ...settings.nodeSelector,
        },
        ...(settings.tolerations === undefined ? {} : { tolerations: settings.tolerations }),
        ...(settings.serviceAccount === undefined ? {} : { serviceAccountName: settings.serviceAccount }),
        terminationGracePeriodSeconds: 5,
        containers: [
          {
            name: CONTAINER,
            image: settings.image,
            command: ['sh', '-c', WAIT, 'sh', settings.folder],
            ...(settings.resources === undefined ? {} : { resources: settings.resources }),
          },
        ],
      },
    },
  },
});
