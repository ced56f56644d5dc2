import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { MAX_REPORT_BYTES } from '../system/bounded-read.ts';
import { expectNoProcess, until } from '../testing/processes.ts';
import { folderNode, recordedOptions, scriptedLane, setUpLane } from '../testing/runner.ts';
import { suiteLane } from '../testing/suite-lanes.ts';
import { buildSuite } from './build-suite.ts';
import { runSuite } from './run-suite.ts';
import { selectForRun } from './scope.ts';
import type { RunSetup } from './setup.ts';
import type { RunWorkplace } from './workplace.ts';

/** Runs the suite of a set-up in a folder of this machine, all that it has. */
async function runIn(setup: RunSetup, options = recordedOptions(), change: Partial<RunWorkplace> = {}) {
  const node = folderNode();
  const { suite } = await buildSuite('suite', setup.source, 1, undefined, options);
  const selection = selectForRun(setup, node.facts, [], options);
  return runSuite(setup, { ...node, ...change, suite }, selection, options);
}

describe('a suite that runs', () => {
  it('leaves its command, its end, its report and its artifacts, and tells how it goes', async () => {
    const options = recordedOptions();
    const script = 'list; echo "Will run 1 of 1 specs"; cp "$0" "$ARTIFACTS/kept"; echo $ON; exit 7';
    const { command, ended, report, specs } = await runIn(scriptedLane(['one'], script), options);
    expect(command.argv).toContain('--ginkgo.label-filter=(spec)');
    // Three times the hour of a lane, as the node asks.
    expect(command.argv).toContain('--ginkgo.timeout=10800000ms');
    expect(ended).toMatchObject({ exitCode: 7, timedOut: false });
    expect(report).toMatchObject({ succeeded: true, specs: [{ text: 'one', outcome: 'passed' }] });
    expect(specs).toEqual([]);
    expect(options.said.join('\n')).toContain('> Will run 1 of 1 specs');
    expect(options.said).toContain('[total]');
    expect(options.said.join('\n')).toContain('node');
    // Of a report that was understood, nothing is left.
    expect(readdirSync(options.leftovers)).toEqual(['artifacts']);
    expect(readFileSync(join(options.leftovers, 'artifacts/kept'), 'utf8')).toMatch(/^#!\/bin\/sh/);
  });

  it('tells its specs where only a run tells them', async () => {
    const xml = '<testsuite name="s"><testcase classname="c" name="adds"/></testsuite>';
    const folder = suiteLane({
      kind: 'junit',
      path: '.',
      command: ['sh', '-c', `sleep 0.1; echo '${xml}' >junit.xml`],
      reports: ['junit.xml'],
    });
    const { report, specs } = await runIn(setUpLane(folder, '.'));
    expect(specs.map(({ text }) => text)).toEqual(['s c adds']);
    expect(report).toMatchObject({ specs: [{ text: 's c adds', outcome: 'passed' }] });
  });

  it('is killed with all that it started, and what it left until then is kept', async () => {
    const options = recordedOptions();
    const script = 'echo log >"$ARTIFACTS/log"; echo up; sleep 86395';
    const running = runIn(scriptedLane(['one'], script), options);
    await until(() => options.said.includes('> up'));
    options.killer.abort();
    const { ended, report } = await running;
    expect([ended.signal, report]).toEqual(['SIGKILL', { unreadable: 'left no report' }]);
    expect(readFileSync(join(options.leftovers, 'artifacts/log'), 'utf8')).toBe('log\n');
    await expectNoProcess('sleep 86395');
  });

  it('is interrupted gently, so that it writes its report', async () => {
    const options = recordedOptions();
    const running = runIn(
      scriptedLane(['one'], "trap 'list; exit 130' INT; echo up; while :; do sleep 0.1; done"),
      options,
    );
    await until(() => options.said.includes('> up'));
    options.interrupter.abort();
    const { ended, report } = await running;
    expect(ended).toMatchObject({ exitCode: 130, signal: null });
    expect(report).toMatchObject({ specs: [{ text: 'one' }] });
  });
});

describe('a report that can’t be read', () => {
  const write = (content: string) => async (_path: string, to: string) => {
    writeFileSync(to, content);
    return 'whole' as const;
  };

  test.each<[string, RunWorkplace['download'], RegExp, boolean]>([
    ['is absent', async () => 'absent', /^left no report$/, false],
    [
      'came in part',
      async (_path, to) => {
        writeFileSync(to, '[');
        return 'part';
      },
      /^its report came in part, because the node was lost on the way$/,
      true,
    ],
    ['is cut off', write('[{'), /^its report can't be read: not JSON, or cut off/, true],
    ['is of no suite', write('[]'), /^its report can't be read: found the reports? of /, true],
    [
      'is too large',
      async (_path, to) => {
        writeFileSync(to, '');
        truncateSync(to, MAX_REPORT_BYTES + 1);
        return 'whole';
      },
      /^left a report of 268435457 bytes, more than the 268435456 that can be read$/,
      true,
    ],
  ])('because it %s is kept as far as it came, and told', async (_, download, why, isKept) => {
    const options = recordedOptions();
    const { report, specs } = await runIn(scriptedLane(['one']), options, { download });
    expect(report).toEqual({ unreadable: expect.stringMatching(why) });
    expect(specs).toEqual([]);
    expect(existsSync(join(options.leftovers, 'suite-report.json'))).toBe(isKept);
  });
});
