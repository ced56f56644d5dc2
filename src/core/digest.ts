import { createHash } from 'node:crypto';

/** SHA-256 of a text in UTF-8, as `sha256:…`. */
export const digestOfText = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;
