import { ARCHITECTURE_NAMES } from '../../core/architectures.ts';
import { didYouMean, usageError } from '../../core/errors.ts';

/** Architecture that the user gives; `undefined` where none is given. */
export function archOf(option: string, arch: string | undefined): string | undefined {
  if (arch === undefined || ARCHITECTURE_NAMES.includes(arch)) return arch;
  throw usageError(
    `${option}: found the unknown arch "${arch}", expected one of ${ARCHITECTURE_NAMES.join(', ')}${didYouMean(arch, ARCHITECTURE_NAMES)}`,
  );
}
