// `npm start`: the device probe on emulated machines of two foreign architectures, its evidence, and what that makes of
// the status documents in fixtures/status/. What they need is installed where we may; else this machine itself is
// probed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { $, type ProcessPromise } from 'zx';
import { machineArch } from '../src/core/architectures.ts';
import { EXIT } from '../src/core/errors.ts';
import { parseRunReport } from '../src/evidence/report/run-report.ts';
import { type Config, suiteSettings } from '../src/lanes/config.ts';
import { loadConfig } from '../src/lanes/load.ts';
import { resolveLane } from '../src/lanes/resolve.ts';
import { suitePath } from '../src/runner/inventory.ts';
import { setUpRun, toolsOfRun } from '../src/runner/setup.ts';
import { describeMissing } from '../src/system/tools.ts';
import { installTools } from './install-tools.ts';

const ROOT = join(import.meta.dirname, '..');

/** The command that is under way. */
let running: ProcessPromise | undefined;

/** Lanes by name, with a node that is not theirs. */
type Probe = { readonly lanes: readonly string[]; readonly node?: string };

const EMULATED: Probe = { lanes: ['device-probe-arm64', 'device-probe-riscv64'] };
const HERE: Probe = { lanes: [`device-probe-${machineArch()}`], node: 'local' };

/** What this machine must have for a probe, and for its evidence to say which commit it is of. */
async function neededFor({ lanes, node }: Probe, config: Config): Promise<readonly string[]> {
  const tools = lanes.map(async (name) => {
    const resolved = resolveLane(config, name, { run: {}, names: {}, ...(node && { node }) });
    const suite = suiteSettings(config, resolved.lane.suite);
    return toolsOfRun(setUpRun(config, resolved, suitePath(ROOT, config.root, suite, undefined)));
  });
  return ['git', ...(await Promise.all(tools)).flat()];
}

/** What ends with another exit code than 0 ends it all, and gives its own. */
async function run({ lanes, node }: Probe): Promise<number> {
  const lanekeeper = $({ stdio: 'inherit', detached: false, nothrow: true });
  const reports = lanes.map((lane) => `reports/${lane}/report.json`);
  for (const args of [
    ['run', ...lanes, ...(node === undefined ? [] : ['--node', node])],
    ['record', ...reports],
    ['promote'],
    ['report', '--site', 'reports/site'],
  ]) {
    running = lanekeeper`${process.execPath} dist/cli.js ${args}`;
    const { exitCode } = await running;
    if (exitCode !== EXIT.ok) return exitCode ?? EXIT.bug;
  }
  return EXIT.ok;
}

/** Why the first lane that its machine let down did so, and what to do. */
function whyNot({ lanes }: Probe): string | undefined {
  const reports = lanes.map((lane) => `reports/${lane}/report.json`).filter((path) => existsSync(path));
  return reports
    .map((path) => parseRunReport(readFileSync(path, 'utf8')))
    .find(({ verdict }) => verdict === 'infrastructure')
    ?.reasons[0]?.split('\n', 1)[0];
}

process.chdir(ROOT);
// Ctrl-C is for the command line, which ends in order, and so is a signal that only we get.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void running?.kill(signal));
const config = loadConfig(ROOT);
const needed = await neededFor(EMULATED, config);
await installTools(needed);
const [missing] = describeMissing(needed);
const probe = missing === undefined ? EMULATED : HERE;
const canRun = describeMissing(await neededFor(probe, config)).length === 0;
if (missing !== undefined && canRun) console.error(`${missing}\nUntil then, this machine itself is probed.`);
process.exitCode = canRun ? await run(probe) : EXIT.infrastructure;
if (process.exitCode === EXIT.infrastructure)
  console.error(
    `npm start ended for want of infrastructure: ${(canRun ? whyNot(probe) : missing) ?? 'see above'}`,
  );
