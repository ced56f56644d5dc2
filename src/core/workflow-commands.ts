import { oneLine } from './terminal.ts';

/** A line that GitHub Actions shows as an annotation; strangers' text stays text. */
export function annotation(
  kind: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${kind} ${listed.join(',')}::${escapeData(oneLine(message))}\n`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string =>
  escapeData(oneLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
