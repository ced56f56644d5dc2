import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { Duplex } from 'node:stream';
import { EXIT, type ExitCode, infrastructureError, usageError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { parseLabelFilter } from '../../../lanes/label-filter/index.ts';
import { driveConsole, type StepResult } from '../../../suites/console/steps/drive.ts';
import { consoleReport } from '../../../suites/console/steps/report.ts';
import { readSteps, type Step, type Steps } from '../../../suites/console/steps/steps.ts';
import { describeEnd, execute } from '../../../system/exec.ts';
import { writeFileAtomic } from '../../../system/files.ts';
import { withSignalHandler } from '../../../system/signals.ts';
import type { Context } from '../../shared/context.ts';
import type { ConsoleOptions } from './command.ts';

/** Drives a console by a file of steps: that of a socket, or of a command such as `virtctl console vm`. */
export async function driveSteps(
  context: Context,
  file: string,
  transport: readonly string[],
  options: ConsoleOptions,
): Promise<ExitCode> {
  const path = resolve(context.cwd, file);
  const steps = readSteps(path, options.machine);
  const filter = parseLabelFilter(options.labelFilter);
  const wanted = new Set(steps.steps.filter(({ labels }) => filter.matches(labels)));
  const asked = {
    dryRun: options.list === true,
    labelFilter: options.labelFilter,
    seed: Number(options.seed),
  };
  const results = options.list === true ? [] : await drive(context, steps, wanted, transport, options);
  const report = consoleReport(path, steps, asked, results);
  if (options.report !== undefined)
    writeFileAtomic(resolve(context.cwd, options.report), `${JSON.stringify(report)}\n`);
  return report.succeeded ? EXIT.ok : EXIT.notFine;
}

async function drive(
  context: Context,
  steps: Steps,
  wanted: ReadonlySet<Step>,
  transport: readonly string[],
  options: ConsoleOptions,
): Promise<readonly StepResult[]> {
  const stop = new AbortController();
  const secrets = Object.fromEntries(
    steps.steps.flatMap(({ sendSecret }) =>
      sendSecret === undefined ? [] : [[sendSecret, process.env[sendSecret]]],
    ),
  );
  const use = (console: Duplex): Promise<readonly StepResult[]> =>
    withSignalHandler(
      () => stop.abort(),
      () =>
        driveConsole(console, steps, wanted, {
          secrets,
          stop: stop.signal,
          timeoutFactor: Number(options.timeoutFactor),
          onEnd: keepLog,
          onResult: (result) => {
            for (const line of describeStep(result)) context.print(`${line}\n`);
          },
        }),
    );
  const [program, ...args] = transport;
  if ((program === undefined) === (options.socket === undefined))
    throw usageError('found both or neither, expected either --socket, or a command after --');
  return program === undefined
    ? overSocket(options.socket as string, use)
    : overCommand([program, ...args], context.cwd, use);
}

/** Keeps what the console said, colours and all, where a test run keeps its artifacts. */
function keepLog(said: string): void {
  const folder = process.env['ARTIFACTS'];
  if (folder !== undefined && folder !== '') writeFileAtomic(join(folder, 'console.log'), said);
}

/** Lines on a step; the transcript of one that did not pass tells why. */
const describeStep = ({ step, outcome, message, transcript }: StepResult): readonly string[] => [
  `${outcome}: ${oneLine(step.name)}${message === undefined ? '' : ` (${oneLine(message)})`}`,
  ...(outcome === 'failed' ? transcript.split('\n').map((line) => `    ${oneLine(line)}`) : []),
];

async function overSocket<T>(path: string, use: (console: Duplex) => Promise<T>): Promise<T> {
  const socket = createConnection(path);
  await new Promise<void>((connected, fail) => {
    socket.once('connect', connected);
    socket.once('error', (error) =>
      fail(infrastructureError(`${path}: no console: ${error.message}`, error)),
    );
  });
  socket.on('error', () => {});
  try {
    return await use(socket);
  } finally {
    socket.destroy();
  }
}

async function overCommand<T>(
  argv: readonly [string, ...string[]],
  cwd: string,
  use: (console: Duplex) => Promise<T>,
): Promise<T> {
  const kill = new AbortController();
  let write: (text: string) => void = () => {};
  const console = new Duplex({
    read: () => {},
    write: (chunk, _encoding, done) => {
      write(`${chunk}`);
      done();
    },
  });
  const ended = execute(
    { argv, cwd, env: {} },
    {
      kill: kill.signal,
      timeoutMs: Infinity,
      onOutput: (chunk) => void console.push(chunk),
      onStdin: (type) => {
        write = type;
      },
    },
  );
  let failed: string | undefined;
  const hangUp = async (): Promise<void> => {
    const end = await ended;
    if (end.failedToStart !== null) failed = describeEnd(end);
    console.push(null);
  };
  const closed = hangUp();
  try {
    const result = await use(console);
    if (failed !== undefined)
      throw infrastructureError(`${argv[0]}: ${failed}: install it, or name another command`);
    return result;
  } finally {
    kill.abort();
    await closed;
  }
}
