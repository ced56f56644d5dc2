import { architectureCalled } from '../../core/architectures.ts';
import type { CapabilityValue, MachineFacts } from '../../core/types.ts';
import { NodeError } from '../node-error.ts';
import { type ApiObject, type Kubectl, objectAt, objectsAt, textAt } from './kubectl.ts';

/** What a cluster has of one architecture. */
export type ClusterFacts = {
  /** Number of machines that take pods: ready, and not set aside. */
  readonly schedulable: number;
  readonly capabilities: Readonly<Record<string, CapabilityValue>>;
  /** One of these machines, as its kubelet describes it. */
  readonly machine: MachineFacts;
};

/** Beginning of the labels that KubeVirt's node labeller writes, one for each model that the processor can be. */
const CPU_MODEL_LABEL = 'cpu-model.node.kubevirt.io/';

/**
 * Asks a cluster for its machines of an architecture.
 *
 * @throws NodeError where nobody may list them, or none takes pods.
 */
export async function askCluster(kubectl: Kubectl, arch: string): Promise<ClusterFacts> {
  const all = await kubectl.get(['nodes']);
  const wanted = architectureCalled(arch)?.kubernetes ?? arch;
  const own = all.filter((node) => textAt(objectAt(node, 'status', 'nodeInfo'), 'architecture') === wanted);
  const schedulable = own.filter(isSchedulable);
  const [first] = schedulable;
  if (first === undefined) throw new NodeError(describeLack(all, own, arch));
  const labels = schedulable.map((node) => Object.keys(objectAt(node, 'metadata', 'labels')));
  const has = (resource: string): boolean =>
    schedulable.some((node) => quantity(objectAt(node, 'status', 'allocatable')[resource]) > 0);
  return {
    schedulable: schedulable.length,
    capabilities: {
      schedulableNodes: schedulable.length,
      cpuModel: labels.some((names) => names.some((name) => name.startsWith(CPU_MODEL_LABEL))),
      kvm: has('devices.kubevirt.io/kvm'),
      hugepages2Mi: has('hugepages-2Mi'),
      hugepages1Gi: has('hugepages-1Gi'),
      sev: has('devices.kubevirt.io/sev'),
    },
    machine: clusterMachine(first, wanted),
  };
}

const isSchedulable = (node: ApiObject): boolean =>
  objectAt(node, 'spec')['unschedulable'] !== true &&
  objectsAt(objectAt(node, 'status'), 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True',
  );

function describeLack(all: readonly ApiObject[], own: readonly ApiObject[], arch: string): string {
  if (own.length > 0)
    return `the cluster has ${own.length} machines of ${arch}, but none that is ready and takes pods`;
  const found = Object.entries(
    Object.groupBy(all, (node) => textAt(objectAt(node, 'status', 'nodeInfo'), 'architecture')),
  ).map(([name, nodes]) => `${nodes?.length} of ${name}`);
  return `the cluster has no machine of ${arch}: found ${found.join(', ') || 'none at all'}`;
}

/** A machine as its kubelet describes it. An emulated one does not say so here: a node's settings can. */
function clusterMachine(node: ApiObject, arch: string): MachineFacts {
  const info = objectAt(node, 'status', 'nodeInfo');
  const capacity = objectAt(node, 'status', 'capacity');
  return {
    uname: architectureCalled(arch)?.uname[0] ?? arch,
    os: 'Linux',
    kernel: textAt(info, 'kernelVersion') || 'unknown',
    hostname: textAt(objectAt(node, 'metadata'), 'name') || 'unknown',
    cpuModel: textAt(objectAt(node, 'metadata', 'labels'), 'host-model-cpu.node.kubevirt.io') || 'unknown',
    cpus: Math.max(1, Math.round(quantity(capacity['cpu']))),
    memoryBytes: Math.round(quantity(capacity['memory'])),
    accel: 'none',
    emulated: false,
  };
}

const SUFFIXES: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Number of a quantity as Kubernetes writes it: `2`, `500m`, `16Gi`. */
function quantity(value: unknown): number {
  const [, number, suffix = ''] =
    /^(\d+(?:\.\d+)?)([A-Za-z]{0,2})$/.exec(
      typeof value === 'number' ? `${value}` : typeof value === 'string' ? value : '',
    ) ?? [];
  return number === undefined ? 0 : Number(number) * (SUFFIXES[suffix] ?? 1);
}
