/** `1 run`, `2 runs`. */
export const amount = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
