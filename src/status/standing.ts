import type { Standing } from './types.ts';

/** Writes a standing as documents do: `SUPPORTED (virtio bus)`. */
export const formatStanding = ({ status, qualifier }: Standing): string =>
  `${status ?? 'unspecified'}${qualifier === null ? '' : ` (${qualifier})`}`;
