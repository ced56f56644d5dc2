import * as z from 'zod';
import type { Location, Spec, SpecNode } from '../../types.ts';
import { specIds, testIdsOf } from '../spec-id.ts';
import { SuiteReportError } from '../types.ts';

/** Ginkgo writes Go's nil slices as `null`, and older versions lack fields. */
const listOf = <T extends z.ZodType>(item: T) => z.array(item).nullish().transform((list) => list ?? []);

const locationSchema = z.object({
  FileName: z.string().default(''),
  LineNumber: z.number().default(0),
});

const failureSchema = z.object({
  Message: z.string().default(''),
  Location: locationSchema.optional(),
  ForwardedPanic: z.string().optional(),
});

/** A spec or a suite-level node. Fields as in Ginkgo 2.13 to 2.28; those that we don't read are not here. */
const specReportSchema = z.object({
  ContainerHierarchyTexts: listOf(z.string()),
  ContainerHierarchyLocations: listOf(locationSchema),
  ContainerHierarchyLabels: listOf(listOf(z.string())),
  LeafNodeType: z.string(),
  LeafNodeLocation: locationSchema,
  LeafNodeLabels: listOf(z.string()),
  LeafNodeText: z.string().default(''),
  State: z.string().default(''),
  StartTime: z.string().default(''),
  EndTime: z.string().default(''),
  RunTime: z.number().default(0),
  NumAttempts: z.number().default(0),
  MaxFlakeAttempts: z.number().default(0),
  MaxMustPassRepeatedly: z.number().default(0),
  Failure: failureSchema.optional(),
  AdditionalFailures: listOf(z.object({ State: z.string(), Failure: failureSchema })),
  CapturedGinkgoWriterOutput: z.string().default(''),
  CapturedStdOutErr: z.string().default(''),
});

const suiteReportSchema = z.object({
  SuiteDescription: z.string().default(''),
  SuiteLabels: listOf(z.string()),
  SuiteSucceeded: z.boolean(),
  SuiteHasProgrammaticFocus: z.boolean().default(false),
  SpecialSuiteFailureReasons: listOf(z.string()),
  StartTime: z.string(),
  EndTime: z.string(),
  SuiteConfig: z.object({
    RandomSeed: z.number(),
    LabelFilter: z.string().default(''),
    DryRun: z.boolean().default(false),
  }),
  SpecReports: listOf(specReportSchema),
});

const reportSchema = z.array(suiteReportSchema).min(1, 'expected the report of one suite at least');

export type GinkgoSpecReport = z.infer<typeof specReportSchema>;
export type GinkgoSuiteReport = z.infer<typeof suiteReportSchema>;

/**
 * Reads what `--ginkgo.json-report` wrote, of Ginkgo 2.13 or newer.
 *
 * @throws SuiteReportError
 */
export function parseGinkgoReport(text: string): readonly GinkgoSuiteReport[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SuiteReportError(`not JSON, or cut off, after ${text.length} characters: ${(error as Error).message}`);
  }
  const parsed = reportSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SuiteReportError(`not a Ginkgo report: at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`);
}

/** Joined as `text` of a spec is: by one space, nothing trimmed. */
export const textOf = (report: GinkgoSpecReport): string => [...report.ContainerHierarchyTexts, report.LeafNodeText].join(' ');

export const isSpec = (report: GinkgoSpecReport): boolean => report.LeafNodeType === 'It';

/**
 * The specs of the suites in a report, in its order.
 *
 * @param modulePath cut off the front of file names, which a binary built with `-trimpath` starts with.
 */
export function specsOf(suites: readonly GinkgoSuiteReport[], modulePath = ''): readonly Spec[] {
  const specs = suites.flatMap((suite) =>
    suite.SpecReports.filter(isSpec).map((report) => ({ report, text: textOf(report), suite })),
  );
  const ids = specIds(specs.map(({ text }) => text));
  return specs.map(({ report, text, suite }, index) => {
    const path = pathOf(suite, report, modulePath);
    const labels = [...new Set(path.flatMap((node) => node.labels))];
    return {
      id: ids[index] as string,
      text,
      labels,
      location: locationOf(report.LeafNodeLocation, modulePath),
      pending: report.State === 'pending',
      serial: labels.includes('Serial'),
      testIds: testIdsOf(text),
      path,
    };
  });
}

function pathOf(suite: GinkgoSuiteReport, report: GinkgoSpecReport, modulePath: string): readonly SpecNode[] {
  const containers = report.ContainerHierarchyTexts.map((text, index): SpecNode => {
    const location = report.ContainerHierarchyLocations[index];
    return {
      kind: 'container',
      text,
      location: location === undefined ? null : locationOf(location, modulePath),
      labels: report.ContainerHierarchyLabels[index] ?? [],
    };
  });
  return [
    { kind: 'suite', text: suite.SuiteDescription, location: null, labels: suite.SuiteLabels },
    ...containers,
    {
      kind: 'leaf',
      text: report.LeafNodeText,
      location: locationOf(report.LeafNodeLocation, modulePath),
      labels: report.LeafNodeLabels,
    },
  ];
}

export function locationOf({ FileName, LineNumber }: { FileName: string; LineNumber: number }, modulePath: string): Location {
  const prefix = `${modulePath}/`;
  const file = modulePath !== '' && FileName.startsWith(prefix) ? FileName.slice(prefix.length) : FileName;
  return { file, line: LineNumber };
}
