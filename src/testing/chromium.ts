import { findProgram } from '../system/tools.ts';

/** A Chromium of this machine, as Debian and others call it; `undefined` without one. */
export const findChromium = (): string | undefined => findProgram('chromium');
