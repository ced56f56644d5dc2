import { stripVTControlCharacters } from 'node:util';

/** Text of a stranger on one line of a terminal: no control characters, no line breaks, no change of direction. */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');

/** A message of several lines for a terminal: each line is made safe as `oneLine` does, and the line breaks stay. */
export const safeLines = (text: string): string => text.split('\n').map(oneLine).join('\n');
