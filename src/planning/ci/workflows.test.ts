import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { execa } from 'execa';
import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY } from '../../testing/cli.ts';

const FOLDER = join(REPOSITORY, '.github/workflows');
const files = readdirSync(FOLDER).map((name) => ({
  name,
  content: readFileSync(join(FOLDER, name), 'utf8'),
}));
const action = { name: 'action.yml', content: readFileSync(join(REPOSITORY, 'action.yml'), 'utf8') };

type Step = { readonly uses?: string; readonly run?: string };
type Workflow = {
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: object; readonly steps?: readonly Step[] }>
  >;
};

const stepsIn = ({ name, content }: { name: string; content: string }): readonly Step[] => {
  const document = parse(content) as Workflow & { runs?: { steps: readonly Step[] } };
  return name === 'action.yml'
    ? (document.runs?.steps ?? [])
    : Object.values(document.jobs).flatMap(({ steps }) => steps ?? []);
};

test.each(files)('GitHub’s own parser takes $name', async (file) => {
  const parsed = parseWorkflow(file, new NoOperationTraceWriter());
  expect(parsed.context.errors.getErrors()).toEqual([]);
  if (parsed.value === undefined) throw new Error('expected a workflow');
  const { errors = [] } = await convertWorkflowTemplate(parsed.context, parsed.value);
  expect(errors).toEqual([]);
});

it('is what actionlint has nothing against', async () => {
  const actionlint = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
  const paths = files.map(({ name }) => join(FOLDER, name));
  const { exitCode, stdout, stderr } = await execa('go', ['run', actionlint, '-shellcheck=', ...paths], {
    reject: false,
  });
  expect(stdout + (exitCode === 0 ? '' : stderr)).toBe('');
  expect(exitCode).toBe(0);
});

test.each([...files, action])('$name pins the actions of others, and puts no data into scripts', (file) => {
  const steps = stepsIn(file);
  const foreign = steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith('./') ? [] : [uses]));
  for (const uses of foreign) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  for (const { run } of steps) expect(run ?? '').not.toContain('${{');
});

test.each(files)('$name gives its jobs no more permissions than they name', ({ content }) => {
  const { permissions, jobs } = parse(content) as Workflow;
  expect(permissions).toEqual({});
  for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined();
});
