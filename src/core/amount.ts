/** A count with its noun, in the plural where it is not 1: `1 run`, `2 runs`. */
export const amount = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
