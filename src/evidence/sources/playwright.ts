import * as z from 'zod';
import { usageError } from '../../errors.ts';
import type { SpecEvidence } from '../../evidence-run.ts';
import type { Outcome } from '../../types.ts';
import { type Admission, type Claims, FAILURE_CHARACTERS, lastEnd, unprobedHeader } from './types.ts';

const testSchema = z.object({
  projectName: z.string().default(''),
  expectedStatus: z.string(),
  results: z.array(
    z.object({
      status: z.string(),
      duration: z.number(),
      error: z.object({ message: z.string().optional() }).nullish(),
    }),
  ),
});

type Suite = {
  title: string;
  suites?: Suite[] | undefined;
  specs: { title: string; tests: z.infer<typeof testSchema>[] }[];
};

const suiteSchema: z.ZodType<Suite> = z.object({
  title: z.string(),
  specs: z.array(z.object({ title: z.string(), tests: z.array(testSchema) })),
  get suites() {
    return z.array(suiteSchema).optional();
  },
});

/** What Playwright's JSON reporter writes, of 1.40 and newer; fields that we don't read may be anything. */
const reportSchema = z.object({
  config: z.object({ maxFailures: z.number().optional() }),
  suites: z.array(suiteSchema),
  errors: z.array(z.object({ message: z.string().optional() })),
  stats: z.object({ startTime: z.string(), duration: z.number() }),
});

/** Whether a document is what Playwright's JSON reporter writes. */
export const isPlaywrightReport = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && 'suites' in document && 'stats' in document;

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  passed: 'passed',
  failed: 'failed',
  timedOut: 'timedout',
  interrupted: 'interrupted',
  skipped: 'skipped',
};

/** Takes a run from Playwright's JSON report: it knows every attempt. A test that is meant to fail shows nothing. */
export function readPlaywrightRun(document: unknown, digest: string, claims: Claims): Admission {
  const parsed = reportSchema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw usageError(`not a report of Playwright: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { suites, errors, stats, config } = parsed.data;
  const results = suites.flatMap((suite) => resultsOf(suite, []));
  const failed = results.filter(({ attempts }) => isFailure(attempts.at(-1))).length;
  const exitCode = claims.exitCode ?? (failed > 0 || errors.length > 0 ? 1 : 0);
  const disagree = (exitCode === 0) !== (failed === 0 && errors.length === 0);
  const interrupted = results.some(({ attempts }) => attempts.at(-1) === 'interrupted');
  const startedAt = claims.startedAt ?? new Date(stats.startTime).toISOString();
  const doubt = disagree
    ? `the run ended with exit code ${exitCode}, but its report says otherwise`
    : interrupted
      ? 'tests were interrupted'
      : errors.length > 0
        ? `an error outside of tests: ${errors[0]?.message?.slice(0, 200) ?? 'without a message'}`
        : undefined;
  return {
    run: {
      header: {
        ...unprobedHeader(claims),
        seed: null,
        labelFilter: null,
        startedAt,
        endedAt: lastEnd(startedAt, [{ seconds: stats.duration / 1000 }]),
        failFast: (config.maxFailures ?? 0) > 0,
        verdict: doubt !== undefined ? 'inconclusive' : failed > 0 ? 'failed' : 'passed',
        reasons: doubt === undefined ? [] : [doubt],
      },
      results,
      origin: { source: { kind: 'playwright', digest }, url: claims.url },
    },
    notes: [],
  };
}

const isFailure = (outcome: Outcome | undefined): boolean => outcome === 'failed' || outcome === 'timedout';

/** A test of several projects is a spec for each, as Playwright's own list has it. */
function resultsOf({ title, suites, specs }: Suite, above: readonly string[]): readonly SpecEvidence[] {
  const path = [...above, title].filter((part) => part !== '');
  const own = specs.flatMap((spec) =>
    spec.tests.map((test): SpecEvidence => {
      const project = test.projectName === '' ? '' : `[${test.projectName}] `;
      const failure = test.results.at(-1)?.error?.message?.slice(0, FAILURE_CHARACTERS);
      return {
        id: `${project}${[...path, spec.title].join(' › ')}`,
        testIds: [],
        attempts: test.results.map(({ status }) =>
          test.expectedStatus === 'passed' ? (OUTCOMES[status] ?? 'notrun') : 'skipped',
        ),
        seconds: test.results.reduce((sum, { duration }) => sum + duration / 1000, 0),
        ...(failure === undefined ? {} : { failure }),
      };
    }),
  );
  return [...own, ...(suites ?? []).flatMap((suite) => resultsOf(suite, path))];
}
