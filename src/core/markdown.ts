import { stripVTControlCharacters } from 'node:util';

/** Text of a stranger within a paragraph, a list item or a table cell: no markup, mention or link comes of it. */
export const inline = (text: string): string =>
  printable(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]#!|~>@]|:(?=\/\/)|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`);

/** Text of a stranger as a block of code, behind a fence that it can't close. */
export function codeBlock(text: string): string {
  const clean = printable(text);
  const longest = Math.max(2, ...Array.from(clean.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${clean}\n${fence}`;
}

const printable = (text: string): string =>
  stripVTControlCharacters(text).replace(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
