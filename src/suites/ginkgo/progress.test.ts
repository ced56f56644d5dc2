import { expect, it } from 'vitest';
import { createProgressReader } from './progress.ts';

const OUTPUT = `Running Suite: Outcomes - /tmp
Will run 5 of 17 specs
------------------------------
[BeforeSuite] 
x_test.go:9
[BeforeSuite] PASSED [0.001 seconds]
SSSS
------------------------------
[outcome] outcomes passes [passed]
outcomes_test.go:33
• [0.000 seconds]
------------------------------
outcomes fails
outcomes_test.go:37
  [FAILED] in [It] - outcomes_test.go:38
• [FAILED] [0.000 seconds]
outcomes [It] fails
------------------------------
P [PENDING]
outcomes is pending
------------------------------
outcomes skips itself
S [SKIPPED] [0.000 seconds]
------------------------------
outcomes is flaky
↺ [FLAKEY TEST - TOOK 3 ATTEMPTS TO PASS] [0.000 seconds]
------------------------------
outcomes times out
• [TIMEDOUT] [0.201 seconds]
`;

it('reads starts and ends off the verbose output', () => {
  const read = createProgressReader();
  const events = OUTPUT.split('\n').flatMap((line) => read(line) ?? []);
  expect(events).toEqual([
    { kind: 'total', specs: 5 },
    { kind: 'started', text: '[outcome] outcomes passes [passed]' },
    { kind: 'ended', outcome: 'passed', text: '[outcome] outcomes passes [passed]' },
    { kind: 'started', text: 'outcomes fails' },
    { kind: 'ended', outcome: 'failed', text: 'outcomes fails' },
    { kind: 'started', text: 'outcomes skips itself' },
    { kind: 'ended', outcome: 'skipped', text: 'outcomes skips itself' },
    { kind: 'started', text: 'outcomes is flaky' },
    { kind: 'ended', outcome: 'passed', text: 'outcomes is flaky' },
    { kind: 'started', text: 'outcomes times out' },
    { kind: 'ended', outcome: 'timedout', text: 'outcomes times out' },
  ]);
});
