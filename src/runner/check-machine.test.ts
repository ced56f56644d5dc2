import { describe, expect, it, test } from 'vitest';
import type { Facts } from '../core/types.ts';
import { setUpLane } from '../testing/runner.ts';
import { suiteLane } from '../testing/suite-lanes.ts';
import { refuseOtherMachine } from './check-machine.ts';
import type { RunSetup } from './setup.ts';

const MACHINE = {
  uname: 'aarch64',
  os: 'Linux',
  kernel: '6.12',
  hostname: 'h',
  cpuModel: 'x',
  cpus: 2,
  memoryBytes: 1024,
  accel: 'kvm',
  emulated: false,
} as const;

const FACTS: Facts = {
  arch: 'arm64',
  node: 'here',
  capabilities: {
    sriov: { value: false, source: 'probed' },
    nodes: { value: 2, source: 'probed' },
    kvm: { value: true, source: 'probed' },
  },
  machine: MACHINE,
};

/** The lane of a file, which requires this of its node in its last line. */
function requiring(requires: object): Pick<RunSetup, 'lane' | 'origins'> {
  const lane = `name: lane\nstate: active\nsuite: suite\narch: arm64\nnode: here\nselect: ''\nrequires: ${JSON.stringify(requires)}\n`;
  return setUpLane(suiteLane({ kind: 'gotest', path: '.' }, { files: { 'lanes/lane.yaml': lane } }), '.');
}

describe('a machine', () => {
  it.each([
    ['of the lane’s architecture', {}],
    ['with the acceleration that it requires', { accel: ['none', 'kvm'] }],
    ['with the capabilities that it requires', { capabilities: { kvm: true, nodes: 2 } }],
  ])('%s is taken', (_, requires) => {
    expect(() => refuseOtherMachine(requiring(requires), FACTS)).not.toThrow();
  });

  test.each<[string, object, string]>([
    ['another acceleration', { accel: ['none'] }, 'accel none, but that of the node "here" is kvm'],
    ['less of a capability', { capabilities: { nodes: 3 } }, 'nodes 3, but the node "here" has 2'],
    [
      'a capability that it lacks',
      { capabilities: { sriov: true } },
      'sriov true, but the node "here" has false',
    ],
    ['one that nobody knows', { capabilities: { gpu: true } }, 'gpu true, but the node "here" has none'],
  ])('with %s is refused, at the place of the requirement', (_, requires, found) => {
    expect(() => refuseOtherMachine(requiring(requires), FACTS)).toThrow(
      `lanes/lane.yaml:7:11: found that the lane requires ${found}: choose another node`,
    );
  });

  it('of another architecture is refused, whatever it has', () => {
    expect(() => refuseOtherMachine(requiring({}), { ...FACTS, arch: 'riscv64' })).toThrow(
      'found the arch arm64, but the node "here" is a machine of riscv64 (uname -m: aarch64): run it on a machine of arm64, or choose a lane for riscv64',
    );
  });

  it('is refused without a place where no file says what the lane is for', () => {
    const { lane } = requiring({});
    expect(() => refuseOtherMachine({ lane, origins: new Map() }, { ...FACTS, arch: 'riscv64' })).toThrow(
      /^lane lane: found the arch arm64/,
    );
  });
});
