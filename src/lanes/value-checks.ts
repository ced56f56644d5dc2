import { ARCHITECTURE_NAMES, architectureCalled } from '../core/architectures.ts';
import { didYouMean, type Problem } from '../core/errors.ts';

/** A function that makes a problem at the place that is being checked. */
export type Report = (message: string) => Problem;

export function checkLabel(label: string, report: Report): readonly Problem[] {
  if (!/[&|!,()/]/.test(label) && label.trim() === label) return [];
  const expected = 'expected one without & | ! , ( ) / and spaces around it';
  return [report(`found the label ${JSON.stringify(label)}, ${expected}`)];
}

export function checkNeed(need: string, wanted: unknown, report: Report): readonly Problem[] {
  if (need === 'arch') return checkArch(`${wanted}`, report);
  return typeof wanted === 'string'
    ? [report(`found ${JSON.stringify(wanted)}, expected true or a whole number from 1`)]
    : [];
}

export const checkName = (
  kind: string,
  name: string,
  known: readonly string[],
  report: Report,
): readonly Problem[] =>
  known.includes(name)
    ? []
    : [
        report(
          `found the unknown ${kind} "${name}", expected one of ${known.join(', ')}${didYouMean(name, known)}`,
        ),
      ];

export function checkArch(arch: string, report: Report): readonly Problem[] {
  if (ARCHITECTURE_NAMES.includes(arch)) return [];
  const meant = architectureCalled(arch);
  const hint =
    meant === undefined ? didYouMean(arch, ARCHITECTURE_NAMES) : `; "${arch}" is ${meant.go} in Go’s terms`;
  return [
    report(`found the unknown arch "${arch}", expected one of ${ARCHITECTURE_NAMES.join(', ')}${hint}`),
  ];
}
