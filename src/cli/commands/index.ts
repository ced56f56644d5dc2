import type { Command, CommandUnknownOpts, OptionValues } from '@commander-js/extra-typings';
import type { ExitCode } from '../../core/errors.ts';
import type { Context } from '../shared/context.ts';
import { defineComplete, defineCompletion } from './completion/command.ts';
import { defineConsole } from './console/command.ts';
import { defineCoverage } from './coverage/command.ts';
import { defineDiff } from './diff/command.ts';
import { defineDoctor } from './doctor/command.ts';
import { defineEvidence, defineEvidenceCompact, defineEvidenceVerify } from './evidence/command.ts';
import { defineExplain } from './explain/command.ts';
import { defineImage, defineImageBuild, defineImageList, defineImagePrune } from './image/command.ts';
import { defineImport, defineImportProw } from './import/command.ts';
import { defineInit } from './init/command.ts';
import { defineInventory, defineInventoryCompare, defineInventoryList } from './inventory/command.ts';
import { defineLint } from './lint/command.ts';
import { defineList } from './list/command.ts';
import { defineMerge } from './merge/command.ts';
import { definePlan } from './plan/command.ts';
import { definePromote } from './promote/command.ts';
import { defineRecord } from './record/command.ts';
import { defineReport } from './report/command.ts';
import { defineRun } from './run/command.ts';
import {
  defineStatus,
  defineStatusCheck,
  defineStatusParity,
  defineStatusQuery,
  defineStatusRead,
} from './status/command.ts';
import { defineTrace } from './trace/command.ts';

/** The code of a command: takes its arguments and options, prints the answer, says how the process ends. */
type Action<Args extends unknown[], Options extends OptionValues> = (
  context: Context,
  ...given: [...Args, Options, CommandUnknownOpts]
) => ExitCode | Promise<ExitCode>;

/**
 * Adds every command, in the order of `--help`. All are defined at once, so that `--help` and completion know their
 * options; the code of one is loaded when it is called.
 */
export function addCommands(
  program: CommandUnknownOpts,
  context: Context,
  finish: (exitCode: ExitCode) => void,
): void {
  const add = <Args extends unknown[], Options extends OptionValues>(
    command: Command<Args, Options, OptionValues>,
    load: NoInfer<() => Promise<Action<Args, Options>>>,
  ): void => {
    command.action(async (...given) => finish(await (await load())(context, ...given)));
  };
  add(defineList(program), async () => (await import('./list/list.ts')).listSelection);
  add(defineExplain(program), async () => (await import('./explain/explain.ts')).explain);
  add(definePlan(program), async () => (await import('./plan/plan.ts')).plan);
  add(defineRun(program), async () => (await import('./run/run.ts')).runLanes);
  add(defineMerge(program), async () => (await import('./merge/merge.ts')).merge);
  add(defineConsole(program), async () => (await import('./console/console.ts')).driveSteps);
  const inventory = defineInventory(program);
  add(defineInventoryList(inventory), async () => (await import('./inventory/list.ts')).listInventory);
  add(
    defineInventoryCompare(inventory),
    async () => (await import('./inventory/compare.ts')).compareInventory,
  );
  add(defineCoverage(program), async () => (await import('./coverage/coverage.ts')).coverage);
  add(defineLint(program), async () => (await import('./lint/lint.ts')).lintSuite);
  add(defineDiff(program), async () => (await import('./diff/diff.ts')).diff);
  add(defineTrace(program), async () => (await import('./trace/trace.ts')).trace);
  add(defineImportProw(defineImport(program)), async () => (await import('./import/prow.ts')).importProw);
  add(defineRecord(program), async () => (await import('./record/record.ts')).record);
  add(defineReport(program), async () => (await import('./report/report.ts')).report);
  const evidence = defineEvidence(program);
  add(defineEvidenceVerify(evidence), async () => (await import('./evidence/verify.ts')).verifyEvidence);
  add(defineEvidenceCompact(evidence), async () => (await import('./evidence/compact.ts')).compactEvidence);
  const status = defineStatus(program);
  add(defineStatusRead(status), async () => (await import('./status/read.ts')).readStatus);
  add(defineStatusQuery(status), async () => (await import('./status/query.ts')).queryStatus);
  add(defineStatusParity(status), async () => (await import('./status/parity.ts')).compareParity);
  add(defineStatusCheck(status), async () => (await import('./status/check.ts')).checkStatus);
  add(definePromote(program), async () => (await import('./promote/promote.ts')).promote);
  add(defineInit(program), async () => (await import('./init/init.ts')).init);
  add(defineDoctor(program), async () => (await import('./doctor/doctor.ts')).doctor);
  add(defineCompletion(program), async () => (await import('./completion/script.ts')).printCompletion);
  add(defineComplete(program), async () => (await import('./completion/answer.ts')).answerShell);
  const image = defineImage(program);
  add(defineImageBuild(image), async () => (await import('./image/build.ts')).buildImages);
  add(defineImageList(image), async () => (await import('./image/list.ts')).listImages);
  add(defineImagePrune(image), async () => (await import('./image/prune.ts')).pruneImages);
}
