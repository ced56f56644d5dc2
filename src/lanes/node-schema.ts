import * as z from 'zod';
import { DURATION } from '../core/duration.ts';

/** Schema of a duration as Go writes it. */
export const durationSchema = z
  .string()
  .regex(DURATION, 'expected a duration such as 4h, 30m or 1m30s')
  .describe('A duration in the form of Go: 4h, 30m, 1m30s, 500ms.');

/** Schema of one capability's value: whether a node has it, or how much of it. */
export const capabilityValueSchema = z.union(
  [z.boolean(), z.int().min(0)],
  'expected true, false or a whole number',
);

const sha256 = z
  .string()
  .regex(/^(?:sha256:)?[0-9a-f]{64}$/, 'expected a SHA-256: 64 hexadecimal digits')
  .describe('SHA-256 that the file must have; one with another digest is never used.');

const place = z
  .string()
  .min(1)
  .describe('Path, relative to the folder that holds lanes/, or an address with http:// or https://.');

/** What an emulated machine is started from. */
export const imageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('debian').describe('Kernel and small root from Debian’s packages, fetched by apt.'),
    release: z
      .string()
      .regex(/^[a-z]+$/, 'expected a name such as trixie')
      .default('trixie')
      .describe('Debian release.'),
    kernel: z
      .enum(['cloud', 'full'])
      .default('cloud')
      .describe('cloud: starts faster, drives virtio devices only; full where Debian has no cloud kernel.'),
    mirror: z
      .string()
      .regex(/^https?:\/\/[!-Z^-~]+$/, 'expected an address with http:// or https://')
      .optional()
      .describe('Debian mirror; that of this machine’s own apt when absent.'),
  }),
  z.strictObject({
    kind: z.literal('kernel').describe('A kernel and an initial RAM file system, to which ours is added.'),
    kernel: place,
    kernelSha256: sha256,
    initrd: place,
    initrdSha256: sha256,
  }),
  z.strictObject({
    kind: z.literal('disk').describe('A cloud image that is started by UEFI and set up by cloud-init.'),
    disk: place,
    sha256,
    format: z.enum(['qcow2', 'raw']).default('qcow2').describe('Form of the image.'),
  }),
]);

const kernelArgument = z.string().regex(/^[!-~]+$/, 'expected an argument without spaces');

/** Settings of the machine that QEMU makes; each has a default by architecture. */
const machineSettings = {
  machineType: z.string().optional().describe('Machine of QEMU; must match one of emulatedMachines.'),
  firmwarePath: z
    .string()
    .optional()
    .describe('UEFI firmware to start by; without it the kernel is started directly, where there is one.'),
  cpu: z.string().optional().describe('CPU model of QEMU.'),
  cpus: z.int().min(1).max(64).optional().describe('Number of processors. Default 1.'),
  memory: z
    .string()
    .regex(/^[1-9]\d*[MG]$/, 'expected a size such as 512M or 2G')
    .optional()
    .describe('Size of the memory. Default 512M.'),
  kernelArgs: z.array(kernelArgument).optional().describe('More arguments for the kernel.'),
};

/** What machines of one architecture have in common. */
export const architectureSchema = z.strictObject({
  ...machineSettings,
  emulatedMachines: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Patterns (with *) of the machine types that are allowed.'),
});

/** A device of an emulated machine. */
export const deviceSchema = z.union(
  [
    z.string(),
    z.strictObject({
      device: z.string().describe('Name of the device.'),
      queues: z.int().min(1).max(64).describe('Number of queues, of a device that can have several.'),
    }),
  ],
  'expected the name of a device, or a device with queues',
);

const emulation = {
  timeoutFactor: z
    .number()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'How many times longer timeouts of lanes are here. Default 10 where a CPU is emulated, else 1.',
    ),
};

const common = {
  description: z.string().optional().describe('What stands behind the node.'),
  arch: z
    .string()
    .optional()
    .describe('Architecture of the node in Go’s terms; that of the lane when absent.'),
  capabilities: z
    .record(z.string(), capabilityValueSchema)
    .optional()
    .describe('What the node can do, by the names that rules need. Unknown counts as lacking.'),
  runsOn: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)], 'expected a label, or a list of labels')
    .optional()
    .describe(
      'Labels of the runner of GitHub Actions for lanes of the node. Default: GitHub’s own, of the lane’s architecture where ' +
        'the suite runs on the runner itself; self-hosted ones where GitHub has none.',
    ),
};

const emulated = z
  .boolean()
  .optional()
  .describe(
    'Whether the node’s CPU is a program, where that can’t be seen; its evidence is marked as emulated.',
  );

const remote = {
  capabilitiesFrom: z
    .enum(['probe', 'declaration'])
    .default('probe')
    .describe('probe: look at the machine, then add the declared ones. declaration: only those count.'),
  emulated,
  timeoutFactor: z
    .number()
    .min(1)
    .max(1000)
    .default(1)
    .describe('How many times longer timeouts of lanes are here.'),
};

export const quantitiesSchema = z.record(z.string(), z.union([z.string(), z.number()])).optional();

/** Settings by which kubectl finds a cluster. */
const cluster = {
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe('Path of the kubeconfig, from the folder that holds lanes/; as kubectl finds it when absent.'),
  context: z.string().min(1).optional().describe('Context of the kubeconfig; its current one when absent.'),
};

/** A node: where specs run. */
export const nodeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('local').describe('The machine that Lanekeeper runs on.'),
    ...common,
    capabilitiesFrom: z
      .enum(['probe', 'declaration', 'cluster'])
      .default('probe')
      .describe(
        'probe: look at the machine, then add the declared ones. declaration: the suite tests something else, and ' +
          'only the declared ones count. cluster: it tests a cluster that this machine talks to; ask that, by ' +
          'kubectl get nodes, then add the declared ones.',
      ),
    emulated,
    ...cluster,
  }),
  z.strictObject({
    kind: z
      .literal('qemu-system')
      .describe('A machine that QEMU makes, of any architecture, new for each run.'),
    ...common,
    ...machineSettings,
    ...emulation,
    image: imageSchema.default({ kind: 'debian', release: 'trixie', kernel: 'cloud' }),
    devices: z.array(deviceSchema).optional().describe('What the machine has beside what Lanekeeper needs.'),
    accel: z
      .enum(['auto', 'kvm', 'tcg'])
      .default('auto')
      .describe(
        'auto: KVM where this machine can and the architecture is its own, else TCG, QEMU’s own CPU.',
      ),
    network: z
      .enum(['none', 'user'])
      .default('none')
      .describe('user: the guest can reach out through QEMU’s user-mode network.'),
    warmStart: z
      .boolean()
      .default(true)
      .describe('Whether a machine starts from a snapshot that an earlier start left, where that is safe.'),
    bootTimeout: durationSchema
      .optional()
      .describe('Silence after which a starting guest counts as hung. Default 90s.'),
    count: z
      .int()
      .min(1)
      .max(8)
      .default(1)
      .describe(
        'Number of machines on a private network; the suite runs on the first and knows the others’ addresses.',
      ),
  }),
  z.strictObject({
    kind: z
      .literal('qemu-user')
      .describe('This machine, with the CPU instructions of another architecture: this kernel, no devices.'),
    ...common,
    ...emulation,
    cpu: z.string().optional().describe('CPU model of QEMU.'),
  }),
  z.strictObject({
    kind: z.literal('ssh').describe('Another machine, through OpenSSH.'),
    ...common,
    ...remote,
    host: z
      .string()
      .regex(/^[A-Za-z0-9_][\w.@:-]*$/, 'expected the name of a host, or user@host')
      .describe('Name of the host as ssh takes it; its port, keys, jumps and user are those of ssh_config.'),
    configFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Path of an ssh_config for this node instead of the user’s own; from the folder that holds lanes/.',
      ),
    folder: z
      .string()
      .regex(/^\/[\w./-]*$/, 'expected an absolute path')
      .default('/tmp')
      .describe('Where the folder of a session goes there; it needs room for the suite.'),
  }),
  z.strictObject({
    kind: z.literal('kubernetes').describe('A pod of a cluster, on a machine of the lane’s architecture.'),
    ...common,
    ...remote,
    ...cluster,
    namespace: z
      .string()
      .min(1)
      .optional()
      .describe('Namespace of the pod; that of the context when absent.'),
    image: z
      .string()
      .min(1)
      .default('docker.io/library/busybox:stable')
      .describe('Image of the container: it has a POSIX shell with tar, and what the suite needs.'),
    suiteInImage: z
      .string()
      .regex(/^\//, 'expected an absolute path')
      .optional()
      .describe(
        'Where the image has the suite’s program, which has to be the same; it is copied when absent.',
      ),
    serviceAccount: z.string().min(1).optional().describe('Name of the service account of the pod.'),
    nodeSelector: z
      .record(z.string(), z.string())
      .optional()
      .describe('Labels that the machine must have, beside that of its architecture.'),
    tolerations: z
      .array(
        z.strictObject({
          key: z.string().optional(),
          operator: z.enum(['Exists', 'Equal']).optional(),
          value: z.string().optional(),
          effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
          tolerationSeconds: z.int().optional(),
        }),
      )
      .optional()
      .describe('Taints that the pod bears, as Kubernetes writes them.'),
    resources: z
      .strictObject({ requests: quantitiesSchema, limits: quantitiesSchema })
      .optional()
      .describe('Resources of the container, as Kubernetes writes them.'),
    startTimeout: durationSchema
      .default('10m')
      .describe('How long the pod may take until it runs: to be scheduled, and to pull its image.'),
    deadline: durationSchema
      .default('12h')
      .describe('Time after which the cluster ends the pod, whatever happens.'),
    folder: z
      .string()
      .regex(/^\/[\w./-]*$/, 'expected an absolute path')
      .default('/tmp')
      .describe('Where the folder of a session goes there; it needs room for the suite.'),
  }),
]);
