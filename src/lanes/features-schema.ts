import * as z from 'zod';
import type { Feature } from './schema-types.ts';

const specsShape = {
  filter: z.string().optional().describe('Label filter in the grammar of Ginkgo.'),
  text: z
    .string()
    .optional()
    .describe('Regular expression of Go (RE2) that is found in the spec’s full text.'),
  specs: z.array(z.string().min(1)).optional().describe('Spec ids, or [test_id:n] numbers as "test_id:n".'),
};

export const specsSchema = z
  .strictObject(specsShape)
  .refine(({ filter, text, specs }) => filter !== undefined || text !== undefined || specs !== undefined, {
    error: 'expected a filter, a text or specs: a feature without tests says noTest instead',
  })
  .describe('Specs that all of filter, text and specs mean.');

const exceptionSchema = z.strictObject({
  ...specsShape,
  because: z.string().min(1).describe('Why a spec that touches the feature does not verify it.'),
});

const verificationShape = {
  verifiedBy: specsSchema.optional().describe('Specs that show that the feature works, each of them needed.'),
  notBy: z
    .array(exceptionSchema)
    .optional()
    .describe('Specs that touch the feature without showing that it works, such as with its gate disabled.'),
  noTest: z
    .string()
    .min(1)
    .optional()
    .describe('Why no spec verifies the feature: then it is never promoted.'),
};

export const verificationSchema = z.strictObject(verificationShape);

const partsShape = {
  ...verificationShape,
  arches: z
    .record(z.string(), verificationSchema)
    .optional()
    .describe('What verifies the feature on an architecture instead, by architecture.'),
  variants: z
    .record(z.string(), verificationSchema)
    .optional()
    .describe(
      'Parts of the feature that a qualifier names, as in "SUPPORTED (virtio bus)" or "Disks (virtio bus)".',
    ),
};

const signalsSchema = z
  .strictObject({
    labels: z
      .string()
      .optional()
      .describe(
        'Label filter: specs that it matches exercise the feature. The name of the feature as a label when absent.',
      ),
    uses: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/, 'expected two names, such as Devices.TPM or libvmi.WithTPM'),
      )
      .optional()
      .describe(
        'Fields that a spec sets and functions that it calls to exercise the feature; Devices.<name> for a device when absent.',
      ),
  })
  .describe('What shows in the source that a spec exercises the feature, where nobody mapped it.');

export const gatesSchema = z
  .strictObject({
    package: z.string().min(1).describe('Go package whose text constants name the gates.'),
    enable: z.array(z.string()).default([]).describe('Functions that enable the gate that they are given.'),
    disable: z.array(z.string()).default([]).describe('Functions that disable the gate that they are given.'),
    query: z
      .array(z.string())
      .default([])
      .describe(
        'Functions that tell whether a gate is enabled: a guard where the spec fails or skips otherwise.',
      ),
    require: z
      .array(z.string())
      .default([])
      .describe('Functions that end the spec where a gate is not enabled.'),
    suiteWide: z
      .string()
      .optional()
      .describe(
        'The function that names the gates which are enabled for the whole suite: import path, ".", name.',
      ),
  })
  .describe('How the suite’s source says which feature gates a spec uses.');

export const featureSchema = z.strictObject({
  kind: z.enum(['device', 'feature-gate', 'other']),
  gate: z
    .string()
    .optional()
    .describe('The string by which a gate is enabled, where it differs from its Go constant.'),
  aliases: z
    .array(z.string().min(1))
    .optional()
    .describe('Other names that documents have for the feature, slips included.'),
  misspelt: z.array(z.string().min(1)).optional().describe('Aliases that are a slip.'),
  suite: z
    .string()
    .optional()
    .describe('Name of the suite that has these specs; the default one when absent.'),
  ...partsShape,
  signals: signalsSchema.optional(),
  suites: z
    .record(z.string(), z.strictObject(partsShape))
    .optional()
    .describe('What verifies the feature in other suites, by suite.'),
  source: z.string().min(1).optional().describe('How we know which specs verify the feature.'),
});

/** Schema of `lanes/features.yaml`. */
export const featuresSchema = z
  .strictObject({
    gates: gatesSchema.optional(),
    features: z.record(z.string().min(1), featureSchema).describe('Features by the name that documents use.'),
  })
  .describe('Which specs verify which feature.');

/** Parts of a feature that say what verifies it in one suite. */
export type FeatureParts = Pick<Feature, keyof typeof partsShape>;
