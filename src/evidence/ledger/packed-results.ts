import type { SpecNames } from '../../core/spec-identity.ts';
import { OUTCOMES, type Outcome } from '../../core/types.ts';
import type { SpecEvidence } from './run.ts';

/**
 * Results of a run, a number each, because a ledger has millions of them: number of the spec × 256 + first outcome × 16 +
 * last outcome, outcomes by their place in `OUTCOMES`. A result without attempts was not run.
 */
export type PackedResults = Uint32Array;

/** Numbers for specs; a spec is known by all its names together. */
export type SpecNumbers = {
  /** Names of the specs, by number. */
  readonly specs: readonly SpecNames[];
  readonly numberOf: (names: SpecNames) => number;
};

/**
 * Creates the numbers of specs.
 *
 * @param known specs that have numbers already, in their order.
 */
export function createSpecNumbers(known: readonly SpecNames[]): SpecNumbers {
  const specs: SpecNames[] = [];
  // Looked up by id first: all names as one text would have to be made for each of millions of results.
  const numbers = new Map<string, number[]>();
  const add = ({ id, testIds }: SpecNames): number => {
    const number = specs.push({ id, testIds }) - 1;
    const namesakes = numbers.get(id);
    if (namesakes === undefined) numbers.set(id, [number]);
    else namesakes.push(number);
    return number;
  };
  known.forEach(add);
  return {
    specs,
    numberOf: (names) =>
      numbers.get(names.id)?.find((number) => same(specs[number]?.testIds ?? [], names.testIds)) ??
      add(names),
  };
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index]);

export const packResults = (
  results: readonly SpecEvidence[],
  numberOf: SpecNumbers['numberOf'],
): PackedResults =>
  Uint32Array.from(
    results,
    (result) =>
      numberOf(result) * 256 +
      OUTCOMES.indexOf(result.attempts[0] ?? 'notrun') * 16 +
      OUTCOMES.indexOf(result.attempts.at(-1) ?? 'notrun'),
  );

export const specNumberOf = (packed: number): number => Math.floor(packed / 256);

export const firstOutcome = (packed: number): Outcome => OUTCOMES[(packed >> 4) & 15] as Outcome;
export const lastOutcome = (packed: number): Outcome => OUTCOMES[packed & 15] as Outcome;

/** Bytes of packed results as a store of bytes keeps them, in this machine's byte order. */
export const bytesOf = (results: PackedResults): Uint8Array => new Uint8Array(results.buffer);
export const resultsFrom = (bytes: Uint8Array): PackedResults => new Uint32Array(bytes.slice().buffer);
