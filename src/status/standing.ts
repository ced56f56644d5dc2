import type { Standing } from './types.ts';

/** `SUPPORTED (virtio bus)`. */
export const formatStanding = ({ status, qualifier }: Standing): string =>
  `${status ?? 'unspecified'}${qualifier === null ? '' : ` (${qualifier})`}`;
