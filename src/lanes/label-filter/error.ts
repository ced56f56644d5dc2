import { InputError } from '../../core/errors.ts';

/** A label filter that Ginkgo would refuse, too. The column of its place counts code points. */
export class LabelFilterError extends InputError {
  /** Offset into the expression in code points, from 0; -1 where the expression ended too early. */
  readonly position: number;
  /** What is wrong there, without the position. */
  readonly reason: string;

  constructor(expression: string, position: number, reason: string) {
    const column = position < 0 ? 'at its end' : `at column ${position + 1}`;
    super('label-filter', `label filter ${JSON.stringify(shorten(expression))} ${column}: ${reason}`, {
      line: 1,
      column: position < 0 ? Array.from(expression).length + 1 : position + 1,
    });
    this.name = 'LabelFilterError';
    this.position = position;
    this.reason = reason;
  }
}

const shorten = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}…` : text);
