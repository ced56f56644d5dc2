import {
  capabilitySchema,
  locationSchema,
  machineSchema,
  outcomeSchema,
  runReportSchema,
  runSpecSchema,
  verdictSchema,
} from '../evidence/report/run-report-schema.ts';
import * as features from '../lanes/features-schema.ts';
import * as nodes from '../lanes/node-schema.ts';
import { policySchema } from '../lanes/policy-schema.ts';
import { laneProwSchema, prowSchema } from '../lanes/prow-schema.ts';
import * as lanes from '../lanes/schema.ts';
import { statusDocumentSchema } from '../lanes/status-schema.ts';
import { printTypes } from './print-types.ts';

/**
 * Texts of types, by their file. They say what zod infers of the schemas, without zod: who uses the library does
 * not have it, and would see `any`.
 */
export const typeFiles = (): Readonly<Record<string, string>> => ({
  'src/lanes/schema-types.ts': printTypes(
    {
      Settings: [lanes.settingsSchema, 'Contents of `lanes/lanekeeper.yaml`.'],
      LaneFile: [lanes.laneSchema, 'Contents of the file of a lane; what it inherits is absent.'],
      SuiteSettings: [lanes.suiteSchema, 'A suite, as it is configured.'],
      Rule: [lanes.ruleSchema, 'An exclusion rule: the specs that it means, and what they need.'],
      ExclusionSettings: [lanes.exclusionSchema, 'Exclusion of specs that a lane keeps out by its own word.'],
      Requirements: [
        lanes.requirementsSchema,
        'Requirements that a node must meet for a lane to run there at all.',
      ],
      InventoryMode: [lanes.inventorySchema, 'Way in which a suite is listed.'],
      RunValues: [lanes.runSchema, 'Values for a run of a suite, as far as a file gives them.'],
      NodeSettings: [nodes.nodeSchema, 'A node, as it is configured.'],
      ImageSettings: [nodes.imageSchema, 'Image that an emulated machine is started from.'],
      DeviceSettings: [nodes.deviceSchema, 'A device of an emulated machine.'],
      ArchitectureSettings: [
        nodes.architectureSchema,
        'Settings that emulated machines of an architecture share.',
      ],
      PolicySettings: [policySchema, 'Policy on when a status follows evidence, as far as a file says.'],
      StatusDocumentSettings: [statusDocumentSchema, 'A document that says what is supported.'],
      LaneProw: [laneProwSchema, 'Settings that say when Prow runs a lane.'],
      ProwSettings: [prowSchema, 'Settings that all jobs of Prow share.'],
      FeaturesFile: [features.featuresSchema, 'Contents of `lanes/features.yaml`.'],
      Feature: [features.featureSchema, 'A device or a feature gate, and the specs that verify it.'],
      Verification: [
        features.verificationSchema,
        'Specs that verify a feature, or the reason why none does.',
      ],
      SpecsPattern: [features.specsSchema, 'Pattern of the specs that are meant.'],
      GateSettings: [
        features.gatesSchema,
        'Settings that say how source code tells which feature gates a spec uses.',
      ],
    },
    { from: '../core/types.ts', types: { CapabilityValue: nodes.capabilityValueSchema } },
  ),
  'src/evidence/report/schema-types.ts': printTypes(
    {
      RunReport: [runReportSchema, 'The run report of one lane run.'],
      RunSpec: [runSpecSchema, 'A spec of a run report: how it ended, or why it did not run.'],
    },
    {
      from: '../../core/types.ts',
      types: {
        Capability: capabilitySchema,
        Location: locationSchema,
        MachineFacts: machineSchema,
        Outcome: outcomeSchema,
        Verdict: verdictSchema,
      },
    },
  ),
});
