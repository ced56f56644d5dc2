import { existsSync, readFileSync, statSync } from 'node:fs';
import * as z from 'zod';
import { ConfigError, type Problem, usageError } from '../../../core/errors.ts';
import { problemIn } from '../../../lanes/config.ts';
import { durationSchema } from '../../../lanes/node-schema.ts';
import { describeIssues } from '../../../lanes/schema-problems.ts';
import { readYaml, type YamlFile } from '../../../lanes/yaml-file.ts';
import type { RegExpLike } from './go-regexp.ts';
import { compileGoRegexp } from './go-regexp.ts';

const stepSchema = z.strictObject({
  name: z.string().min(1).describe('What the step shows, as the text of a spec.'),
  labels: z.array(z.string().min(1)).optional().describe('Labels of the step, for lanes to select by.'),
  send: z.string().optional().describe('Text that is typed first, with the return key after it.'),
  sendSecret: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable')
    .optional()
    .describe('Environment variable whose value is typed; its value is masked wherever it shows up.'),
  expect: z.string().min(1).optional().describe('Text that has to show up then, ANSI sequences left out.'),
  expectRegexp: z
    .string()
    .min(1)
    .optional()
    .describe('Go regular expression that has to match then, ANSI sequences left out.'),
  timeout: durationSchema
    .optional()
    .describe('How long to wait for what is expected. Default: the timeout of the file.'),
});

/** A file of console steps. */
export const stepsSchema = z
  .strictObject({
    name: z.string().min(1).describe('What the steps are about together, as the text of their container.'),
    labels: z.array(z.string().min(1)).optional().describe('Labels of all steps.'),
    timeout: durationSchema.default('30s').describe('How long a step waits that says nothing else.'),
    steps: z.array(stepSchema).min(1).describe('Steps in their order; after one that fails, none is tried.'),
  })
  .describe('What to expect of a machine’s console, and what to type.');

export type Step = z.infer<typeof stepSchema> & {
  /** Labels of the file, and the step's own. */
  readonly labels: readonly string[];
  readonly line: number;
  readonly pattern: RegExpLike;
};
export type Steps = Omit<z.infer<typeof stepsSchema>, 'steps'> & { readonly steps: readonly Step[] };

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a file of steps; every problem at once. Patterns are compiled, so that a wrong one is found before a boot.
 *
 * @param machine what `uname -m` has to say there, for `{{machine}}` in texts.
 */
export function readSteps(path: string, machine: string | undefined): Steps {
  if (!existsSync(path)) throw usageError(`${path}: found no such file, expected console steps`);
  if (statSync(path).size > MAX_BYTES) throw usageError(`${path}: found more than ${MAX_BYTES} bytes`);
  const yaml = readYaml(path, readFileSync(path, 'utf8'));
  if (!('value' in yaml)) throw new ConfigError(yaml);
  const parsed = stepsSchema.safeParse(yaml.value);
  if (!parsed.success) throw new ConfigError(describeIssues(stepsSchema, parsed.error.issues, yaml));
  const problems = parsed.data.steps.flatMap((step, index) => checkStep(step, index, yaml));
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    ...parsed.data,
    steps: parsed.data.steps.map((step, index) => ({
      ...step,
      labels: [...(parsed.data.labels ?? []), ...(step.labels ?? [])],
      line: yaml.positions[JSON.stringify(['steps', index])]?.[0] ?? 1,
      pattern: patternOf(step, machine),
    })),
  };
}

type RawStep = z.infer<typeof stepSchema>;

function checkStep(step: RawStep, index: number, yaml: YamlFile): readonly Problem[] {
  const problem = (key: string, message: string): Problem => problemIn(yaml, ['steps', index, key], message);
  const problems: Problem[] = [];
  if (step.send !== undefined && step.sendSecret !== undefined)
    problems.push(problem('send', 'found both "send" and "sendSecret", expected one of them'));
  if ((step.expect === undefined) === (step.expectRegexp === undefined))
    problems.push(
      problem('expect', 'expected either "expect" or "expectRegexp": a step without shows nothing'),
    );
  if (step.expectRegexp !== undefined)
    try {
      compileGoRegexp(step.expectRegexp);
    } catch (error) {
      problems.push(problem('expectRegexp', `not a regular expression of Go: ${(error as Error).message}`));
    }
  return problems;
}

function patternOf(step: RawStep, machine: string | undefined): RegExpLike {
  const fill = (text: string): string =>
    machine === undefined ? text : text.replaceAll('{{machine}}', machine);
  if (step.expectRegexp !== undefined) return compileGoRegexp(fill(step.expectRegexp));
  const text = fill(step.expect ?? '');
  return {
    endOfMatch: (screen) => {
      const at = screen.indexOf(text);
      return at < 0 ? -1 : at + text.length;
    },
  };
}
