/** Names of Ginkgo's functions that declare containers, without the prefixes F, P and X; leaves and tables follow. */
const CONTAINERS = ['Describe', 'Context', 'When'] as const;
const LEAVES = ['It', 'Specify'] as const;
const TABLES = ['DescribeTable', 'DescribeTableSubtree'] as const;

/** Functions whose bodies run with the specs, long after these were declared. */
export const SETUP = [
  'BeforeEach',
  'JustBeforeEach',
  'AfterEach',
  'JustAfterEach',
  'BeforeAll',
  'AfterAll',
  'BeforeSuite',
  'AfterSuite',
  'SynchronizedBeforeSuite',
  'SynchronizedAfterSuite',
  'ReportBeforeEach',
  'ReportAfterEach',
  'ReportBeforeSuite',
  'ReportAfterSuite',
  'DeferCleanup',
  'By',
] as const;

const PREFIXED = [...CONTAINERS, ...LEAVES, ...TABLES, 'Entry'] as const;

export type Prefix = '' | 'F' | 'P' | 'X';

/**
 * Splits the name of a function of Ginkgo: `PDescribeTable` is `DescribeTable` with the prefix `P`; `undefined` for
 * another name.
 */
export function splitName(
  name: string,
): { readonly prefix: Prefix; readonly base: (typeof PREFIXED)[number] } | undefined {
  for (const prefix of ['', 'F', 'P', 'X'] as const) {
    const base = PREFIXED.find((each) => name === `${prefix}${each}`);
    if (base !== undefined) return { prefix, base };
  }
  return undefined;
}

const names = PREFIXED.flatMap((name) => ['', 'F', 'P', 'X'].map((prefix) => `${prefix}${name}`));

/** Pattern that finds something in a text that could declare a spec by itself. */
export const DECLARES = new RegExp(`\\b(?:${names.join('|')}|RunSpecs)\\s*\\(`);

/** Functions that take bodies which run with the specs. */
export const RUNS_LATER: ReadonlySet<string> = new Set([
  ...SETUP,
  ...['', 'F', 'P', 'X'].flatMap((prefix) => [...LEAVES, 'DescribeTable'].map((name) => `${prefix}${name}`)),
]);

export const isGinkgo = (importPath: string): boolean =>
  importPath === 'github.com/onsi/ginkgo' || importPath === 'github.com/onsi/ginkgo/v2';

/** Types of Ginkgo whose numbers decorate a node. */
export const DECORATING_TYPES = [
  'Offset',
  'FlakeAttempts',
  'MustPassRepeatedly',
  'NodeTimeout',
  'SpecTimeout',
  'GracePeriod',
  'PollProgressAfter',
  'PollProgressInterval',
  'SpecPriority',
];
