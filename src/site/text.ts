import { formatSeconds } from '../core/duration.ts';

/**
 * Pattern of characters that nobody sees, that change the direction of what follows, or that are half of one. They
 * are shown by their number, so that no text looks like another one. Joiners stay, because scripts and emoji need
 * them.
 */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

const shown = (character: string): string =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/** Text of a document of ours in which nothing of strangers hides. Line breaks and tabs stay. */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (character) =>
    character === '\n' || character === '\t' ? character : shown(character),
  );

const MAX_NAME = 500;

/** A name of a stranger’s as a page shows it: a page must not grow by it. */
export const named = (text: string): string =>
  text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}… (${text.length - MAX_NAME} characters more)` : text;

/** URL that a page may link to: one of the web, and nothing that runs; `undefined` for any other. */
export function webUrl(text: string | null): string | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

/** Duration in words: `12 ms` below a second, else as everywhere. */
export const durationText = (seconds: number): string =>
  seconds < 0.95 ? `${Math.round(seconds * 1000)} ms` : formatSeconds(seconds);

/** Time between two times in words: `3 d`, `5 h`, `now`. */
export function age(from: string, until: string): string {
  const hours = (Date.parse(until) - Date.parse(from)) / 3_600_000;
  if (hours < 1) return 'now';
  return hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} d`;
}

/** Time to the minute, in UTC: `2026-11-21 08:00`. */
export const minute = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)}`;
