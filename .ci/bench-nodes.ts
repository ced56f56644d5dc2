// How fast emulated nodes are, as ratios against QEMU and a suite started by hand in the same run.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../src/core/median.ts';
import type { NodeSettingsOf } from '../src/lanes/schema.ts';
import { openQemuSystemNode } from '../src/nodes/qemu-system/open.ts';
import { openQemuUserNode } from '../src/nodes/qemu-user/open.ts';
import type { NodeSession, NodeSpec } from '../src/nodes/types.ts';
import { buildSuite } from '../src/runner/build-suite.ts';
import { sourceOf } from '../src/runner/suite-source.ts';
import { driveConsole } from '../src/suites/console/steps/drive.ts';
import type { Step } from '../src/suites/console/steps/steps.ts';
import { ms, ratio, row } from './bench-print.ts';

const RUNS = 7;
const COMMANDS = 21;
const COPY_BYTES = 100 * 1000 * 1000;
const OPTIONS = { note: () => {}, kill: new AbortController().signal, fromPowerOn: false };

const SETTINGS: NodeSettingsOf<'qemu-system'> = {
  kind: 'qemu-system',
  image: { kind: 'debian', release: 'trixie', kernel: 'cloud' },
  accel: 'tcg',
  network: 'none',
  warmStart: true,
  count: 1,
};

const nodeOf = (arch: string, changes: Partial<typeof SETTINGS> = {}): NodeSpec<'qemu-system'> => ({
  name: 'bench',
  arch,
  architecture: {},
  root: tmpdir(),
  settings: { ...SETTINGS, ...changes },
});

export async function benchNodes(arch: string): Promise<void> {
  await benchStarts(arch);
  await benchRuns(arch);
}

async function timed(use: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await use();
  return performance.now() - from;
}

async function benchStarts(arch: string): Promise<void> {
  const cold = nodeOf(arch, { warmStart: false });
  const warm = nodeOf(arch);
  // The images and the snapshot are made, and the files are in memory.
  await untilReady(cold);
  const { start } = await untilReady(warm);
  const command = start.commands[0]?.argv ?? [];
  const times = { hand: [] as number[], cold: [] as number[], warm: [] as number[], answer: [] as number[] };
  for (let run = 0; run < RUNS; run++) {
    times.hand.push(await untilAnswer(command));
    times.cold.push((await untilReady(cold)).ready);
    const restored = await untilReady(warm);
    times.warm.push(restored.ready);
    times.answer.push(restored.start.seconds * 1000);
  }
  const [hand, coldReady, warmReady] = [median(times.hand), median(times.cold), median(times.warm)];
  console.log(`\n${arch}, ${start.emulator}, medians of ${RUNS} runs\n`);
  row('QEMU by hand, until the guest answers', ms(hand));
  row('node ready, cold', `${ms(coldReady)}, ${ratio(coldReady, hand)}`, 'target 1.15 x of QEMU by hand');
  row('warm: restored, answers, has its time and random numbers', ms(median(times.answer)), 'target 250 ms');
  row('node ready, warm: the same, with image checked and probed', ms(warmReady));
  row('', ratio(warmReady, coldReady), 'target 0.25 x of cold');
}

/** Milliseconds until a node can be used: image checked, machine up, probed. */
async function untilReady(
  node: NodeSpec<'qemu-system'>,
): Promise<{ ready: number; start: NodeSession['start'] }> {
  const from = performance.now();
  return openQemuSystemNode(node, OPTIONS, async ({ start }) => ({ ready: performance.now() - from, start }));
}

/** Milliseconds until a guest answers that was started by the same command line, and by nothing else. */
async function untilAnswer(argv: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lk-'));
  const socket = join(folder, 's');
  const [program = '', ...args] = argv.map((arg) =>
    arg === 'null,id=control'
      ? `socket,id=control,path=${socket}`
      : arg.replace('stdio,id=console', 'null,id=console'),
  );
  const from = performance.now();
  const answered = new Promise<number>((resolve) => {
    const server = createServer((connection) => {
      connection.once('data', () => resolve(performance.now() - from));
      connection.on('error', () => {});
      connection.write('{"id":1,"do":"ping"}\n');
    });
    server.listen(socket).unref();
  });
  const child = spawn(program, args, { stdio: 'ignore' });
  try {
    return await answered;
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchRuns(arch: string): Promise<void> {
  const path = join(import.meta.dirname, '../fixtures/outcomes');
  const source = sourceOf('bench', { kind: 'ginkgo', path }, path);
  const { suite } = await buildSuite('bench', source, 1, { arch }, { note: () => {} });
  const flags = ['--ginkgo.label-filter=computes', '--ginkgo.no-color', '--ginkgo.v'];
  const user: NodeSpec<'qemu-user'> = { ...nodeOf(arch), settings: { kind: 'qemu-user' } };
  const times = {
    trivial: [] as number[],
    through: [] as number[],
    hand: [] as number[],
    user: [] as number[],
  };
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-bench-'));
  try {
    const large = join(folder, 'large');
    writeFileSync(large, 'x');
    truncateSync(large, COPY_BYTES);
    await openQemuSystemNode(nodeOf(arch, { memory: '1G' }), OPTIONS, async (guest) => {
      const runIn = (session: NodeSession, cwd: string, ...argv: readonly [string, ...string[]]) =>
        session.run({ argv, cwd, env: {} }, { timeoutMs: 60_000 });
      await runIn(guest, guest.folder, '/bin/true');
      for (let run = 0; run < COMMANDS; run++)
        times.trivial.push(await timed(() => runIn(guest, guest.folder, '/bin/true')));
      const copy = await timed(() => guest.upload(large));
      const binary = await guest.upload(suite.binary);
      const report = join(guest.folder, 'report.json');
      const throughLanekeeper = async (): Promise<void> => {
        await runIn(guest, guest.folder, binary, ...flags, `--ginkgo.json-report=${report}`);
        await guest.download(report, join(folder, 'report.json'));
      };
      const line = [binary, ...flags, '--ginkgo.json-report=/tmp/hand.json'].join(' ');
      await throughLanekeeper();
      const byHand = await logIn(guest);
      await openQemuUserNode(user, OPTIONS, async (session) => {
        const own = `--ginkgo.json-report=${join(folder, 'user.json')}`;
        for (let run = 0; run < RUNS; run++) {
          times.through.push(await timed(throughLanekeeper));
          times.hand.push(await timed(() => byHand(line)));
          times.user.push(await timed(() => runIn(session, folder, suite.binary, ...flags, own)));
        }
      });
      row('a trivial command on a ready node', ms(median(times.trivial)), 'target 50 ms');
      row('copy of 100 MB into the guest', `${(COPY_BYTES / 1000 / copy).toFixed(0)} MB/s`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const [through, hand, onUser] = [median(times.through), median(times.hand), median(times.user)];
  row('CPU-bound suite, typed into the guest’s console', ms(hand));
  row('the same through Lanekeeper', `${ms(through)}, ${ratio(through, hand)}`, 'target 1.05 x');
  row('the same on qemu-user', `${ms(onUser)}, ${ratio(onUser, through)}`, 'of qemu-system');
}

/** Logs in to the guest’s console; what it gives runs a command there as a person would, and waits for its end. */
async function logIn({ console: socket }: NodeSession): Promise<(command: string) => Promise<void>> {
  const line = createConnection(socket as string);
  const type = async (send: string, expected: string): Promise<void> => {
    const endOfMatch = (text: string): number =>
      text.includes(expected) ? text.indexOf(expected) + expected.length : -1;
    const step: Step = { name: send, labels: [], line: 1, send, pattern: { endOfMatch } };
    const [result] = await driveConsole(line, { name: '', timeout: '60s', steps: [step] }, new Set([step]), {
      secrets: {},
      stop: OPTIONS.kill,
      onResult: () => {},
      timeoutFactor: 1,
    });
    if (result?.outcome !== 'passed') throw new Error(`${result?.message}: ${result?.transcript}`);
  };
  await type('root', '# ');
  return (command) => type(`${command} >/tmp/by-hand; echo ended-$?`, '\nended-0');
}
