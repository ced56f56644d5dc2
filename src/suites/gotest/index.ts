import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from '../../core/errors.ts';
import { findModule } from '../../source/go/module.ts';
import type { SuiteAdapter } from '../types.ts';
import { listGoTests, runGoTests } from './commands.ts';
import { readGoReport, readGoSpecs } from './report.ts';

/** Tests of Go packages, as `make test` runs them: `go test` compiles and runs them where the node is. */
export const gotest: SuiteAdapter = {
  form: 'folder',
  listsLastRun: false,
  tools: () => ['go'],
  build: ({ path }) => ({
    commands: [],
    suite: { binary: 'go', folder: path, modulePath: modulePathOf(path) },
  }),
  list: listGoTests,
  // What is wrong is in the report.
  listExitCodes: [0, 1, 2],
  readSpecs: readGoSpecs,
  run: runGoTests,
  readReport: readGoReport,
  createProgressReader: () => () => undefined,
};

/** Path of the module in a folder, which has to be the module's own: the whole module goes to the node. */
function modulePathOf(folder: string): string {
  const module = existsSync(join(folder, 'go.mod')) ? findModule(folder) : undefined;
  if (module === undefined)
    throw usageError(
      `${folder}: found no go.mod in it, expected the folder of a Go module; name its packages with packages: [./pkg/...]`,
    );
  return module.path;
}
