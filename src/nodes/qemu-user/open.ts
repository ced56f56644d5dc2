import { cpus, hostname, release, totalmem, type } from 'node:os';
import { architectureOfUname } from '../../core/architectures.ts';
import type { Command, Facts } from '../../core/types.ts';
import { capture } from '../../system/capture.ts';
import { describeEnd, execute } from '../../system/exec.ts';
import { withTemporaryFolder } from '../../system/files.ts';
import { describeMissing, findProgram } from '../../system/tools.ts';
import { downloadHere, makeArtifactsFolder } from '../artifacts.ts';
import { capabilitiesFrom } from '../capabilities.ts';
import { buildAgent } from '../images/agent.ts';
import { NodeError } from '../node-error.ts';
import type { NodeSession, NodeSpec, OpenOptions } from '../types.ts';
import { emulatorOf } from './emulator.ts';

const PROBE_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Puts the emulator before every program; needs no `binfmt`. */
export async function openQemuUserNode<T>(
  node: NodeSpec<'qemu-user'>,
  options: OpenOptions,
  use: (session: NodeSession) => Promise<T>,
): Promise<T> {
  const emulator = findProgram(emulatorOf(node));
  if (emulator === undefined)
    throw new NodeError(`node "${node.name}": ${describeMissing([emulatorOf(node)]).join()}`);
  const { cpu } = node.settings;
  const emulated = ({ argv, cwd, env }: Command): Command => ({
    argv: [emulator, ...(cpu === undefined ? [] : ['-cpu', cpu]), ...argv],
    cwd,
    env,
  });
  const startedAt = performance.now();
  const version = await say({ argv: [emulator, '--version'], cwd: '/', env: {} }, options);
  const probe = emulated({ argv: [await buildAgent(node.arch, options), 'uname'], cwd: '/', env: {} });
  const uname = (await say(probe, options)).trim();
  return withTemporaryFolder((folder) =>
    use({
      facts: factsOf(node, uname),
      start: {
        mode: 'none',
        commands: [],
        remarks: [],
        emulator: /version ([\w.+-]+)/.exec(version)?.[1]?.replace(/^/, 'QEMU ') ?? null,
        seconds: (performance.now() - startedAt) / 1000,
      },
      timeoutFactor: node.settings.timeoutFactor ?? 10,
      env: {},
      folder,
      artifacts: makeArtifactsFolder(folder),
      upload: async (path) => path,
      run: (command, runOptions) => execute(emulated(command), runOptions),
      ...downloadHere,
    }),
  );
}

/** Facts of the node. Nothing of the machine's devices counts: they are the host's, of another architecture. */
const factsOf = ({ name, settings }: NodeSpec<'qemu-user'>, uname: string): Facts => ({
  arch: architectureOfUname(uname)?.go ?? uname,
  node: name,
  capabilities: capabilitiesFrom({}, settings.capabilities ?? {}),
  machine: {
    uname,
    os: type(),
    kernel: release(),
    hostname: hostname(),
    cpuModel: settings.cpu ?? 'default of QEMU',
    cpus: cpus().length,
    memoryBytes: totalmem(),
    accel: 'user',
    emulated: true,
  },
});

async function say(command: Command, { kill }: OpenOptions): Promise<string> {
  const ended = await capture(command, {
    kill,
    timeoutMs: PROBE_TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
  if (ended.exitCode === 0) return ended.stdout;
  throw new NodeError(
    `${command.argv.join(' ')} does not work: ${ended.failedToStart ?? (ended.tail.trim() || describeEnd(ended))}`,
  );
}
