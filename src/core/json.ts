import { InputError, type InputKind, type InputPlace } from './errors.ts';
import { oneLine } from './terminal.ts';

/**
 * Parses JSON from a stranger.
 *
 * @param expected what the text is not, in words: `no run report: not JSON`.
 * @throws InputError with the place, as far as the parser tells it.
 */
export function parseJson(text: string, kind: InputKind, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    throw new InputError(
      kind,
      oneLine(`${expected}, or cut off: ${message}`),
      placeOfJsonError(message, text),
    );
  }
}

/** Place of what JSON.parse complains of: it tells some in its message, and nothing else of an early end. */
export function placeOfJsonError(message: string, text: string): InputPlace {
  const [, line, column] = /\(line (\d+) column (\d+)\)$/.exec(message) ?? [];
  if (line !== undefined) return { line: Number(line), column: Number(column) };
  if (!message.startsWith('Unexpected end')) return {};
  const lastLine = text.lastIndexOf('\n') + 1;
  return { line: text.split('\n').length, column: text.length - lastLine + 1 };
}
