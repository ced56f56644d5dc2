import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  createReadStream,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { readBody } from './http.ts';
import { until } from './processes.ts';

type Document = { [key: string]: unknown };
type Pod = {
  readonly name: string;
  readonly job: string;
  readonly document: Document;
  status: Document;
  process: ChildProcess | undefined;
  output: Buffer;
  readonly followers: Set<ServerResponse>;
};

export type LocalKubernetes = {
  readonly kubeconfig: string;
  readonly requests: readonly string[];
  /** Names of the Jobs and pods that there are. */
  readonly objects: () => readonly string[];
  /** Evicts all pods, as a machine does that runs out of memory. */
  readonly evictPods: () => void;
  readonly stop: () => void;
};

/** Reason why there can be no cluster; `undefined` where there can. */
export function whyNoKubernetes(): string | undefined {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return 'there is no kubectl';
  const own = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;
  return own ? undefined : 'no process may have a PID namespace of its own here';
}

const RESOURCES = {
  v1: ['pods', 'nodes', 'events', 'pods/exec', 'pods/log'],
  'batch/v1': ['jobs'],
} as const;

/**
 * Starts as much of a cluster's API as kubectl needs for Jobs, over HTTP: discovery, objects, logs and exec by
 * WebSocket. A pod is a process with a PID namespace of its own. Namespaces are named for what goes wrong in them:
 * `denied`, `quota`.
 *
 * @param folder folder for the kubeconfig, and the output of pods.
 */
export async function startKubernetes(folder: string, arch: string): Promise<LocalKubernetes> {
  const jobs = new Map<string, Document>();
  const pods = new Map<string, Pod>();
  const events: Document[] = [];
  const requests: string[] = [];

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => fail(response, 500, 'InternalError', `${error}`));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request;
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    requests.push(`${method} ${pathname}`);
    const body = await readBody(request);
    const known = discovery(pathname);
    if (known !== undefined) return send(response, 200, known);
    const [, namespace = '', kind = '', name, sub] =
      /^\/(?:api\/v1|apis\/batch\/v1)(?:\/namespaces\/([^/]+))?\/(\w+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(
        pathname,
      ) ?? [];
    if (namespace === 'denied' && kind === 'jobs')
      return fail(
        response,
        403,
        'Forbidden',
        `jobs.batch is forbidden: User "ci" cannot ${method === 'POST' ? 'create' : 'get'} resource "jobs" in API group "batch" in the namespace "denied"`,
      );
    if (method === 'POST' && kind === 'jobs')
      return createJob(response, namespace, JSON.parse(body) as Document);
    if (method === 'DELETE' && kind === 'jobs') return deleteJob(response, name ?? '');
    if (sub === 'log') return followLog(response, name ?? '');
    const all = {
      jobs: [...jobs.values()],
      pods: [...pods.values()].map(({ document, status }) => ({ ...document, status })),
      nodes: [machine(arch)],
      events,
    }[kind as 'jobs' | 'pods' | 'nodes' | 'events'];
    if (all === undefined) return fail(response, 404, 'NotFound', `${pathname} is not known`);
    if (name !== undefined) {
      const found = all.find((each) => metadata(each)['name'] === name);
      return found === undefined
        ? fail(response, 404, 'NotFound', `${kind} "${name}" not found`)
        : send(response, 200, found);
    }
    const items = all.filter((each) => isSelected(each, searchParams));
    send(response, 200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items });
  };

  const createJob = (response: ServerResponse, namespace: string, job: Document): void => {
    const name = `${metadata(job)['name']}`;
    const created = { ...job, metadata: { ...metadata(job), namespace, uid: name }, status: {} };
    jobs.set(name, created);
    send(response, 201, created);
    if (namespace === 'quota') {
      const message = `Error creating: pods "${name}-x" is forbidden: exceeded quota: small, requested: cpu=2, used: cpu=0, limited: cpu=1`;
      events.push({
        kind: 'Event',
        apiVersion: 'v1',
        metadata: { name: `${name}.1` },
        involvedObject: { name },
        reason: 'FailedCreate',
        message,
      });
      return;
    }
    startPod(name, job, namespace);
  };
  const startPod = (job: string, document: Document, namespace: string): void => {
    const template = (document['spec'] as { template: { metadata: Document; spec: Document } }).template;
    const [container] = template.spec['containers'] as [{ image: string; command: string[] }];
    const selector = (template.spec['nodeSelector'] ?? {}) as Readonly<Record<string, string>>;
    const name = `${job}-abcde`;
    const pod: Pod = {
      name,
      job,
      document: {
        kind: 'Pod',
        apiVersion: 'v1',
        metadata: { ...template.metadata, name, namespace },
        spec: { ...template.spec, nodeName: 'machine-1' },
      },
      status: { phase: 'Pending' },
      process: undefined,
      output: Buffer.alloc(0),
      followers: new Set(),
    };
    pods.set(name, pod);
    const waiting = (reason: string, message: string): Document => ({
      phase: 'Pending',
      containerStatuses: [{ name: 'suite', image: container.image, state: { waiting: { reason, message } } }],
    });
    if (selector['kubernetes.io/arch'] !== arch || selector['disk'] === 'fast') {
      const message = '0/1 nodes are available: 1 node(s) didn’t match Pod’s node affinity/selector.';
      pod.status = {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
      };
      return;
    }
    if (container.image.includes('missing')) {
      pod.status = waiting('ErrImagePull', 'not found');
      setTimeout(() => {
        pod.status = waiting('ImagePullBackOff', `Back-off pulling image "${container.image}"`);
      }, 500);
      return;
    }
    run(pod, container.command, container.image);
  };
  const run = (pod: Pod, command: readonly string[], image: string): void => {
    // A pipe as a container's output is one: Node's own are sockets, which nobody can open a second time.
    const pipe = join(folder, `${pod.name}.output`);
    spawnSync('mkfifo', [pipe]);
    const output = openSync(pipe, constants.O_RDWR);
    pod.process = spawn('unshare', ['--pid', '--fork', '--mount-proc', '--kill-child', ...command], {
      stdio: ['ignore', output, output],
    });
    createReadStream(pipe).on('data', (chunk: string | Buffer) => {
      pod.output = Buffer.concat([pod.output, Buffer.from(chunk)]);
      for (const follower of pod.followers) follower.write(chunk);
    });
    pod.process.on('exit', () => {
      closeSync(output);
      rmSync(pipe, { force: true });
    });
    pod.process.on('exit', (code) => {
      for (const follower of pod.followers) follower.end();
      if (pod.status['phase'] === 'Running')
        pod.status = {
          phase: 'Failed',
          containerStatuses: [
            { name: 'suite', image, state: { terminated: { exitCode: code ?? 137, reason: 'Error' } } },
          ],
        };
    });
    pod.status = {
      phase: 'Running',
      containerStatuses: [
        { name: 'suite', image, state: { running: { startedAt: new Date().toISOString() } } },
      ],
    };
  };
  const deleteJob = (response: ServerResponse, name: string): void => {
    const job = jobs.get(name);
    if (job === undefined) return fail(response, 404, 'NotFound', `jobs.batch "${name}" not found`);
    jobs.delete(name);
    for (const pod of pods.values())
      if (pod.job === name) {
        pod.process?.kill('SIGKILL');
        pods.delete(pod.name);
      }
    send(response, 200, {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Success',
      details: { name, uid: name },
    });
  };
  const followLog = (response: ServerResponse, name: string): void => {
    const pod = pods.get(name);
    if (pod === undefined) return fail(response, 404, 'NotFound', `pods "${name}" not found`);
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.flushHeaders();
    response.write(pod.output);
    pod.followers.add(response);
    response.on('close', () => pod.followers.delete(response));
  };

  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('v5.channel.k8s.io') ? 'v5.channel.k8s.io' : false),
  });
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    requests.push(`EXEC ${pathname}`);
    const pod = pods.get(/\/pods\/([^/]+)\/exec$/.exec(pathname)?.[1] ?? '');
    if (pod?.process?.pid === undefined || pod.status['phase'] !== 'Running')
      return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    const { pid } = pod.process;
    sockets.handleUpgrade(request, socket, head, (opened) =>
      execute(opened, pid, searchParams.getAll('command')),
    );
  });
  server.listen(0, '127.0.0.1');
  await until(() => server.address() !== null);
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'c', cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } },
      ],
      users: [{ name: 'ci', user: {} }],
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'ci', namespace: 'default' } }],
      'current-context': 'test',
    }),
  );
  return {
    kubeconfig,
    requests,
    objects: () => [...jobs.keys(), ...pods.keys()],
    evictPods: () => {
      for (const pod of pods.values()) {
        pod.status = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' };
        pod.process?.kill('SIGKILL');
      }
    },
    stop: () => {
      for (const { process } of pods.values()) process?.kill('SIGKILL');
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Numbers of the channels of `v5.channel.k8s.io`. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;

/** Runs a command in the namespace of a pod: that of the first child of the process that made it. */
function execute(socket: WebSocket, pid: number, command: readonly string[]): void {
  const inner = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] ?? '';
  const child = spawn('nsenter', ['--target', inner, '--pid', '--mount', '--', ...command]);
  const write = (channel: number, data: Buffer): void =>
    socket.send(Buffer.concat([Buffer.from([channel]), data]));
  child.stdout.on('data', (chunk: Buffer) => write(CHANNEL.stdout, chunk));
  child.stderr.on('data', (chunk: Buffer) => write(CHANNEL.stderr, chunk));
  child.stdin.on('error', () => {});
  socket.on('message', (message: Buffer) => {
    if (message[0] === CHANNEL.close) child.stdin.end();
    else if (message[0] === CHANNEL.stdin) child.stdin.write(message.subarray(1));
  });
  // A container's process reads the end of its input when the connection goes; it is not killed.
  socket.on('close', () => child.stdin.end());
  child.on('close', (code) => {
    const failure = {
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: `${code ?? 137}` }] },
    };
    write(
      CHANNEL.status,
      Buffer.from(JSON.stringify({ metadata: {}, ...(code === 0 ? { status: 'Success' } : failure) })),
    );
    socket.close(1000);
  });
}

const metadata = (object: Document): Document => (object['metadata'] ?? {}) as Document;

/** Whether an object meets label and field selectors of one equality each. */
function isSelected(object: Document, query: URLSearchParams): boolean {
  const [label, value] = (query.get('labelSelector') ?? '').split('=');
  if (
    label !== undefined &&
    label !== '' &&
    ((metadata(object)['labels'] ?? {}) as Document)[label] !== value
  )
    return false;
  const involved = /^involvedObject\.name=(.*)$/.exec(query.get('fieldSelector') ?? '')?.[1];
  return involved === undefined || (object['involvedObject'] as Document | undefined)?.['name'] === involved;
}

const machine = (arch: string): Document => ({
  kind: 'Node',
  apiVersion: 'v1',
  metadata: {
    name: 'machine-1',
    labels: { 'kubernetes.io/arch': arch, 'cpu-model.node.kubevirt.io/Skylake': 'true' },
  },
  spec: {},
  status: {
    nodeInfo: { architecture: arch, kernelVersion: '6.12.0', operatingSystem: 'linux' },
    capacity: { cpu: '2', memory: '4Gi' },
    allocatable: { 'hugepages-2Mi': '64Mi' },
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

/** Answer to a discovery of the API, in the form before aggregated discovery, which kubectl still takes. */
function discovery(path: string): Document | undefined {
  const resources = (version: keyof typeof RESOURCES): Document => ({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: version,
    resources: RESOURCES[version].map((name) => ({
      name,
      singularName: name.replace(/s$/, ''),
      namespaced: name !== 'nodes',
      kind: {
        pods: 'Pod',
        nodes: 'Node',
        events: 'Event',
        jobs: 'Job',
        'pods/exec': 'PodExecOptions',
        'pods/log': 'Pod',
      }[name],
      verbs: ['create', 'delete', 'get', 'list', 'watch'],
    })),
  });
  const group = {
    name: 'batch',
    versions: [{ groupVersion: 'batch/v1', version: 'v1' }],
    preferredVersion: { groupVersion: 'batch/v1', version: 'v1' },
  };
  return {
    '/version': { major: '1', minor: '34', gitVersion: 'v1.34.0' },
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [group] },
    '/api/v1': resources('v1'),
    '/apis/batch/v1': resources('batch/v1'),
  }[path];
}

function send(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const fail = (response: ServerResponse, code: number, reason: string, message: string): void =>
  send(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code });
