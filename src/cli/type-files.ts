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
      Settings: [lanes.settingsSchema, 'What `lanes/lanekeeper.yaml` holds.'],
      LaneFile: [lanes.laneSchema, 'What the file of a lane holds; what it inherits is absent.'],
      SuiteSettings: [lanes.suiteSchema, 'A suite, as it is configured.'],
      Rule: [lanes.ruleSchema, 'An exclusion rule: the specs that it means, and what they need.'],
      Exclusion: [lanes.exclusionSchema, 'What a lane keeps out by its own word.'],
      Requirements: [lanes.requirementsSchema, 'What a node must be for a lane to run there at all.'],
      InventoryMode: [lanes.inventorySchema, 'How a suite is listed.'],
      RunValues: [lanes.runSchema, 'How a suite is run, as far as a file says.'],
      NodeSettings: [nodes.nodeSchema, 'A node, as it is configured.'],
      ImageSettings: [nodes.imageSchema, 'What an emulated machine is started from.'],
      DeviceSettings: [nodes.deviceSchema, 'A device of an emulated machine.'],
      ArchitectureSettings: [nodes.architectureSchema, 'What emulated machines of an architecture share.'],
      PolicySettings: [policySchema, 'When a status follows evidence, as far as a file says.'],
      StatusDocumentSettings: [statusDocumentSchema, 'A document that says what is supported.'],
      LaneProw: [laneProwSchema, 'When Prow runs a lane.'],
      ProwSettings: [prowSchema, 'What all jobs of Prow have.'],
      FeaturesFile: [features.featuresSchema, 'What `lanes/features.yaml` holds.'],
      Feature: [features.featureSchema, 'A device or a feature gate, and the specs that verify it.'],
      Verification: [features.verificationSchema, 'The specs that verify a feature, or why none does.'],
      SpecsPattern: [features.specsSchema, 'Which specs are meant.'],
      GateSettings: [features.gatesSchema, 'How source code says which feature gates a spec uses.'],
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
