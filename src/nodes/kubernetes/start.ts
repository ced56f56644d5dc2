import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from '../../core/duration.ts';
import { type ApiObject, type Kubectl, objectAt, objectsAt, textAt } from '../cluster/kubectl.ts';
import { NodeError } from '../node-error.ts';
import type { NodeSpec } from '../types.ts';

const POLL_MS = 1000;

/** Reasons of a waiting container that never starts by itself. */
const FATAL_REASONS = [
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
];

/**
 * Waits until the pod of a Job runs, and gives its name.
 *
 * @throws NodeError with what the cluster says, when it can't run, or takes too long.
 */
export async function waitForPod(
  kubectl: Kubectl,
  { settings }: NodeSpec<'kubernetes'>,
  session: string,
  kill: AbortSignal,
): Promise<string> {
  const until = performance.now() + milliseconds(settings.startTimeout);
  for (;;) {
    if (kill.aborted) throw new NodeError('stopped while the pod was starting');
    const [pod] = await kubectl.get(['pods', `--selector=lanekeeper.dev/session=${session}`]);
    if (pod !== undefined && isRunning(pod)) return textAt(objectAt(pod, 'metadata'), 'name');
    const problem = pod === undefined ? await whyNoPod(kubectl, session) : whyNotRunning(pod);
    if (problem?.final === true) throw new NodeError(problem.why);
    if (performance.now() > until)
      throw new NodeError(
        `the pod does not run after ${settings.startTimeout}: ${problem?.why ?? 'the cluster does not say why'}`,
      );
    await sleep(POLL_MS);
  }
}

/** Why a pod that ran does not any more; `undefined` while it does. */
export async function whyLost(kubectl: Kubectl, pod: string): Promise<string | undefined> {
  const [found] = await kubectl.get(['pods', pod]).catch((error: Error) => {
    throw new NodeError(`the cluster can't be asked about the pod ${pod}: ${error.message}`);
  });
  if (found === undefined) return `the pod ${pod} is gone: somebody deleted it, or its machine`;
  const status = objectAt(found, 'status');
  const phase = textAt(status, 'phase');
  if (objectAt(found, 'metadata')['deletionTimestamp'] !== undefined)
    return `the pod ${pod} is being deleted${reasonOf(status)}`;
  const [container] = objectsAt(status, 'containerStatuses');
  const terminated = objectAt(container ?? {}, 'state', 'terminated');
  if (Object.keys(terminated).length > 0)
    return `the container of the pod ${pod} ended with exit code ${terminated['exitCode']}${reasonOf(terminated)}`;
  return phase === 'Running'
    ? undefined
    : `the pod ${pod} is ${phase || 'in no known phase'}${reasonOf(status)}`;
}

const isRunning = (pod: ApiObject): boolean =>
  textAt(objectAt(pod, 'status'), 'phase') === 'Running' &&
  objectsAt(objectAt(pod, 'status'), 'containerStatuses').some(
    (container) => Object.keys(objectAt(container, 'state', 'running')).length > 0,
  );

type PodProblem = { readonly why: string; readonly final: boolean };

function whyNotRunning(pod: ApiObject): PodProblem | undefined {
  const status = objectAt(pod, 'status');
  const [container] = objectsAt(status, 'containerStatuses');
  const waiting = objectAt(container ?? {}, 'state', 'waiting');
  const reason = textAt(waiting, 'reason');
  if (reason !== '')
    return {
      why: `the container of the image ${textAt(container ?? {}, 'image')} does not start${reasonOf(waiting)}`,
      final: FATAL_REASONS.includes(reason),
    };
  const phase = textAt(status, 'phase');
  if (phase === 'Failed' || phase === 'Succeeded')
    return { why: `the pod ended before it was used${reasonOf(status)}`, final: true };
  const unscheduled = objectsAt(status, 'conditions').find(
    (condition) => textAt(condition, 'type') === 'PodScheduled' && textAt(condition, 'status') === 'False',
  );
  return unscheduled === undefined
    ? undefined
    : { why: `no machine takes the pod${reasonOf(unscheduled)}`, final: false };
}

/** Why a Job has no pod: a quota, or a service account that is not there, is told by an event of the Job alone. */
async function whyNoPod(kubectl: Kubectl, session: string): Promise<PodProblem | undefined> {
  const events = await kubectl
    .get(['events', `--field-selector=involvedObject.name=${session}`])
    .catch(() => []);
  const failed = events.find((event) => textAt(event, 'reason') === 'FailedCreate');
  return failed === undefined
    ? undefined
    : { why: `the cluster makes no pod: ${textAt(failed, 'message')}`, final: true };
}

/**
 * Reason that a status gives, to go behind a message: `: Evicted: the node was low on memory`; empty where it gives
 * none.
 */
function reasonOf(status: ApiObject): string {
  const said = [textAt(status, 'reason'), textAt(status, 'message')].filter(Boolean).join(': ');
  return said === '' ? '' : `: ${said}`;
}
