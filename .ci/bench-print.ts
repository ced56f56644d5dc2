// How the benchmarks print.

export const row = (what: string, value: string, target = ''): void =>
  console.log(`${what.padEnd(64)}${value.padStart(22)}  ${target}`);

export const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} x`;
export const ms = (value: number): string => `${value.toFixed(1)} ms`;
