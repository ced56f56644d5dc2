import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { amount } from '../../../core/amount.ts';
import { machineArch } from '../../../core/architectures.ts';
import { EXIT, type ExitCode, LanekeeperError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { findSettingsFile } from '../../../lanes/config-files.ts';
import { parseConfig } from '../../../lanes/load.ts';
import { writeFileAtomic } from '../../../system/files.ts';
import { configTexts } from '../../init/config-texts.ts';
import { type Survey, surveyRepository } from '../../init/survey.ts';
import { type Context, printJson } from '../../shared/context.ts';
import type { InitOptions } from './command.ts';

/** Writes a first configuration for the repository around the current folder. What is there is left alone. */
export async function init(context: Context, options: InitOptions): Promise<ExitCode> {
  const existing = findSettingsFile(context.cwd);
  if (existing !== undefined) {
    if (options.json === true)
      printJson(context, { schemaVersion: SCHEMA_VERSION, created: [], unchanged: [existing] });
    else context.print(`unchanged: ${relative(context.cwd, existing)}\n`);
    context.note('there is a configuration: lanekeeper lint and lanekeeper doctor look at it');
    return EXIT.ok;
  }
  const root = repositoryRoot(context.cwd);
  const survey = await surveyRepository(root, machineArch());
  for (const note of survey.notes) context.note(oneLine(note));
  if (survey.suites.length === 0)
    throw new LanekeeperError(
      EXIT.notFine,
      `${root}: found no suite: neither tests in Go that call Ginkgo’s RunSpecs, nor a Playwright configuration, nor a Go module with tests; ` +
        'nothing was written. Run it where the tests are; for any other command that leaves JUnit XML, write lanes/lanekeeper.yaml by hand',
    );
  const texts = configTexts(survey, root, machineArch());
  // What we write has to be what we read.
  parseConfig({ root, files: texts.map(({ path, text }) => ({ file: path, text })), features: null });
  const taken = texts.find(({ path }) => existsSync(join(root, path)));
  if (taken !== undefined)
    throw new LanekeeperError(
      EXIT.usage,
      `${taken.path}: found a file that a configuration would replace; move it away`,
    );
  for (const { path, text } of texts) writeFileAtomic(join(root, path), text);
  const created = texts.map(({ path }) => relative(context.cwd, join(root, path)));
  if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, created, unchanged: [] });
  else for (const path of created) context.print(`created: ${path}\n`);
  tell(context, survey);
  context.note(
    'next: lanekeeper list, with a lane; lanekeeper doctor says what this machine lacks to run it',
  );
  return EXIT.ok;
}

function tell(context: Context, { suites, arches }: Survey): void {
  for (const { kind, path, specs, labels } of suites)
    context.note(
      oneLine(
        `${path}: ${kind}${specs === null ? '' : `, ${amount(specs, 'spec')} with ${amount(labels.length, 'label')}`}`,
      ),
    );
  context.note(
    arches.length === 0
      ? 'no workflow names a machine: lanes are for this one’s architecture'
      : `workflows run on ${arches.join(', ')}`,
  );
}

/** The root of the repository around a folder, or the folder itself. */
function repositoryRoot(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return resolve(cwd);
  }
}
