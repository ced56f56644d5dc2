import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { coverageOf } from '../../checks/coverage/index.ts';
import type { FeatureCoverage } from '../../checks/coverage/types.ts';
import { openConfig } from '../../lanes/open-config.ts';
import { resolveLane } from '../../lanes/resolve.ts';
import { nodeOf } from '../../nodes/index.ts';
import { laneCriteria } from '../../planning/selection/lane-selection.ts';
import { readSourceInventory, type SourcedInventory } from '../../source/inventory.ts';
import { cli, REPOSITORY } from '../../testing/cli.ts';
import { KUBEVIRT_DRY_RUN } from '../../testing/kubevirt.ts';

/** Path of a checkout of KubeVirt at d923fdb815, which is not part of the repository; empty without one. */
const KUBEVIRT = process.env['LANEKEEPER_KUBEVIRT'] ?? '';
const TESTS = join(KUBEVIRT, 'tests');

/**
 * Pairs of a feature and a spec that were drawn at random from what the signals say, and judged by reading the code:
 * does the spec need the feature (exercises), have its gate disabled (disables), or neither (nothing)?
 */
const JUDGED = `
Watchdog exercises tests/vmi_configuration_test.go:85
Watchdog exercises tests/watchdog_test.go:47
UseVirtioTransitional exercises tests/vmi_vsock_test.go:94
Inputs exercises tests/vmi_configuration_test.go:408
Inputs exercises tests/vmi_configuration_test.go:369
AutoattachPodInterface exercises tests/network/vmi_networking.go:255
AutoattachGraphicsDevice exercises tests/vnc_test.go:68
AutoattachGraphicsDevice exercises tests/virt-handler_test.go:49
AutoattachGraphicsDevice exercises tests/mdev_configuration_allocation_test.go:269
AutoattachGraphicsDevice exercises tests/virtctl/vnc.go:87
AutoattachInputDevice exercises tests/compute/vmidefaults.go:167
Rng exercises tests/vmi_configuration_test.go:596
Rng exercises tests/storage/storage.go:259
Rng exercises tests/storage/storage.go:258
Rng exercises tests/migration/paused.go:150
NetworkInterfaceMultiQueue exercises tests/hotplug/cpu.go:106
NetworkInterfaceMultiQueue exercises tests/compute/cpu.go:178
GPUs exercises tests/mdev_configuration_allocation_test.go:300
HostDevices exercises tests/vmi_hostdev_test.go:123
HostDevices exercises tests/vmi_hostdev_test.go:122
Sound exercises tests/vmi_sound_test.go:46
TPM exercises tests/storage/restore.go:1413
TPM exercises tests/storage/objectgraph_test.go:99
TPM exercises tests/migration/namespace.go:534
TPM exercises tests/vm_state_test.go:204
SRIOV exercises tests/network/sriov.go:574
SRIOV exercises tests/network/sriov.go:468
SRIOV exercises tests/network/sriov.go:116
SRIOV exercises tests/network/sriov.go:221
DeclarativeHotplugVolumesGate disables tests/storage/hotplug.go:906
DeclarativeHotplugVolumesGate disables tests/storage/hotplug.go:903
DownwardMetricsFeatureGate exercises tests/infrastructure/downward-metrics.go:62
DownwardMetricsFeatureGate exercises tests/migration/migration.go:452
HostDevicesGate exercises tests/vmi_hostdev_test.go:122
HostDevicesGate exercises tests/usb/usb.go:133
HostDiskGate exercises tests/storage/storage.go:660
HostDiskGate exercises tests/storage/storage.go:575
HostDiskGate exercises tests/storage/storage.go:723
HotplugVolumesGate exercises tests/storage/hotplug.go:906
HotplugVolumesGate exercises tests/storage/hotplug.go:907
IgnitionGate exercises tests/vmi_ignition_test.go:52
ImageVolume disables tests/vm_test.go:510
ImageVolume exercises tests/container_disk_test.go:309
KubevirtSeccompProfile exercises tests/operator/operator.go:1959
LiveMigrationGate exercises tests/migration/migration.go:2782
LiveMigrationGate exercises tests/migration/migration.go:634
LiveMigrationGate exercises tests/migration/postcopy.go:165
LiveMigrationGate exercises tests/hotplug/memory.go:341
MacvtapGate nothing tests/network/bindingplugin_macvtap.go:184
MacvtapGate nothing tests/network/bindingplugin_macvtap.go:81
NodeRestrictionGate exercises tests/infrastructure/security.go:54
NUMAFeatureGate exercises tests/numa/numa.go:39
NUMAFeatureGate exercises tests/migration/migration.go:2488
PanicDevicesGate exercises tests/monitoring/vm_monitoring.go:626
PanicDevicesGate exercises tests/vmi_lifecycle_test.go:440
Root exercises tests/migration/migration.go:1174
Root exercises tests/migration/migration.go:1189
Root exercises tests/migration/migration.go:1260
SnapshotGate exercises tests/dryrun_test.go:575
SnapshotGate exercises tests/clone_test.go:649
SnapshotGate exercises tests/dryrun_test.go:630
SnapshotGate exercises tests/clone_test.go:589
VirtIOFSStorageVolumeGate exercises tests/virtiofs/datavolume.go:177
VirtIOFSStorageVolumeGate exercises tests/virtiofs/datavolume.go:90
VSOCKGate exercises tests/vmi_vsock_test.go:95
VSOCKGate exercises tests/vmi_vsock_test.go:94
WorkloadEncryptionSEV disables tests/launchsecurity/sev.go:309
ExternalNetResourceInjection exercises tests/network/sriov.go:574
ExternalNetResourceInjection exercises tests/network/sriov.go:201
ExternalNetResourceInjection exercises tests/network/sriov.go:508
RebootPolicy exercises tests/compute/vm_lifecycle.go:123
RebootPolicy exercises tests/compute/vm_lifecycle.go:193
Template exercises tests/operator/operator.go:2373
Template exercises tests/operator/operator.go:2378
ContainerPathVolumesGate exercises tests/operator/operator.go:1878
OCIExport disables tests/storage/export.go:2475
OCIExport exercises tests/storage/export.go:2488
PluginsGate exercises tests/plugin_test.go:645
PluginsGate exercises tests/plugin_test.go:401
PluginsGate exercises tests/plugin_test.go:364
PluginsGate exercises tests/plugin_test.go:186
FirmwareAutoSelection exercises tests/vmi_configuration_test.go:327
MigrationDowntimeTuning exercises tests/migration/migration.go:2141
CrossArchitectureVirtualization exercises tests/cross_arch_emulation_test.go:84
CrossArchitectureVirtualization exercises tests/cross_arch_emulation_test.go:115
VmiMemoryOverheadReport exercises tests/compute/vmi_memory_overhead.go:122
`;

describe.skipIf(KUBEVIRT === '' || !existsSync(TESTS))(
  'KubeVirt’s source (skipped without LANEKEEPER_KUBEVIRT)',
  () => {
    let inventory: SourcedInventory;
    let coverage: readonly FeatureCoverage[];
    beforeAll(async () => {
      inventory = await readSourceInventory('kubevirt', TESTS, { arch: 'arm64', tags: [] }, true);
      const config = await openConfig(REPOSITORY, undefined, 'test');
      const { lane } = resolveLane(config, 'wg-arm64');
      const { node, adapter } = nodeOf(config, lane);
      const { gates, features } = config.features?.value ?? { features: {} };
      coverage = coverageOf({
        // By signals alone: nothing that people mapped.
        features: {
          ...(gates === undefined ? {} : { gates }),
          features: Object.fromEntries(
            Object.entries(features).map(([name, { kind, gate, signals }]) => [
              name,
              {
                kind,
                ...(gate === undefined ? {} : { gate }),
                ...(signals === undefined ? {} : { signals }),
              },
            ]),
          ),
        },
        suite: 'kubevirt',
        defaultSuite: 'kubevirt',
        source: inventory.source,
        code: inventory.code,
        lanes: [
          {
            name: lane.name,
            criteria: laneCriteria(config.settings.value.rules, lane, adapter.known(node)),
          },
        ],
      });
    });

    it('is read as the dry run lists it', async () => {
      const { stdout, stderr, exitCode } = await cli(
        REPOSITORY,
        'inventory',
        'compare',
        `source:${TESTS}`,
        KUBEVIRT_DRY_RUN,
      );
      expect(stdout).toBe('');
      expect(stderr).toContain('1396 of 1396 specs are equal, 0 differences');
      expect(exitCode).toBe(0);
      expect(inventory.source.orphans.map(({ file, specs }) => [file, specs.length])).toEqual([
        ['tests/storage/objectgraph_test.go', 6],
      ]);
    });

    /** Counts the specs of a feature by their fate; those with its gate disabled apart. */
    const fates = (name: string): Record<string, number> => {
      const specs = coverage.find(({ feature }) => feature === name)?.specs ?? [];
      const kinds = specs.map(({ relation, fate }) =>
        relation === 'disables' ? `disables, ${fate.kind}` : fate.kind,
      );
      return Object.fromEntries(
        [...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]),
      );
    };

    it('shows by signals alone what was measured', () => {
      expect(fates('VSOCKGate')).toEqual({ 'lacks-label': 6, blocked: 1 });
      expect(fates('HostDiskGate')).toEqual({ 'lacks-label': 9 });
      expect(fates('LiveMigrationGate')).toEqual({ blocked: 129 });
      expect(fates('ImageVolume')).toEqual({
        'lacks-label': 4,
        'disables, selected': 1,
        'disables, lacks-label': 1,
      });
      expect(fates('PanicDevicesGate')).toEqual({ selected: 1, blocked: 2 });
    });

    it('counts no spec of the operator’s upgrade for the gates that it lists', () => {
      const features = coverage
        .filter(({ specs }) => specs.some(({ spec }) => spec.location.file === 'tests/operator/operator.go'))
        .map(({ feature }) => feature);
      expect(features).toEqual(['KubevirtSeccompProfile', 'Template', 'ContainerPathVolumesGate']);
    });

    it('is right about 95 % of the pairs that were judged', () => {
      const judged = JUDGED.trim()
        .split('\n')
        .map((line) => line.split(' '));
      expect(judged.length).toBeGreaterThanOrEqual(60);
      const claims = judged.map(([feature, verdict, place]) => {
        const found = coverage
          .find((each) => each.feature === feature)
          ?.specs.find(({ spec }) => `${spec.location.file}:${spec.location.line}` === place);
        return { verdict, claim: found?.relation ?? 'nothing' };
      });
      const made = claims.filter(({ claim }) => claim !== 'nothing');
      const right = made.filter(({ claim, verdict }) => claim === verdict);
      expect(right.length / made.length).toBeGreaterThanOrEqual(0.95);
    });
  },
);
