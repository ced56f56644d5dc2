import { ARCHITECTURE_NAMES } from '../../core/architectures.ts';
import { didYouMean, usageError } from '../../core/errors.ts';

/** What the user gives as an architecture; `undefined` for nothing. */
export function archOf(option: string, arch: string | undefined): string | undefined {
  if (arch === undefined || ARCHITECTURE_NAMES.includes(arch)) return arch;
  throw usageError(
    `${option}: found the unknown arch "${arch}", expected one of ${ARCHITECTURE_NAMES.join(', ')}${didYouMean(arch, ARCHITECTURE_NAMES)}`,
  );
}
