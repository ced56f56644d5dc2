import * as z from 'zod';
import { runReportSchema } from '../evidence/report/run-report-schema.ts';
import { featuresSchema } from '../lanes/features-schema.ts';
import { laneSchema, settingsSchema } from '../lanes/schema.ts';
import { planSchema } from '../planning/plan-file.ts';
import { siteResultsSchema, siteSchema } from '../site/schema.ts';
import { registrySchema } from '../status/registry.ts';
import { stepsSchema } from '../suites/console/steps/steps.ts';

/** The JSON Schemas (draft-7) that the package ships, by file name. */
export const jsonSchemas = (): Readonly<Record<string, object>> => ({
  lanekeeper: toJsonSchema(settingsSchema),
  lane: toJsonSchema(laneSchema),
  features: toJsonSchema(featuresSchema),
  registry: toJsonSchema(registrySchema),
  'console-steps': toJsonSchema(stepsSchema),
  'run-report': toJsonSchema(runReportSchema),
  plan: toJsonSchema(planSchema),
  site: toJsonSchema(siteSchema),
  'site-results': toJsonSchema(siteResultsSchema),
});

const toJsonSchema = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
