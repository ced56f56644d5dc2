import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { SCRIPTS } from '../../completion/scripts.ts';
import type { Shell } from '../../completion/shells.ts';
import type { Context } from '../../shared/context.ts';

/** Prints what a shell has to read. */
export function printCompletion(context: Context, shell: Shell): ExitCode {
  context.print(SCRIPTS[shell]);
  return EXIT.ok;
}
