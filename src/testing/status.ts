import type { StatusDocumentSettings } from '../lanes/schema-types.ts';
import type { Status } from '../lanes/status-schema.ts';
import type { RowChange, Standing } from '../status/types.ts';

/** Makes settings of a document as the configuration has them. */
export const documentSettings = (settings: Partial<StatusDocumentSettings> = {}): StatusDocumentSettings => ({
  path: 'status.md',
  format: 'markdown-table',
  arch: 'arm64',
  vocabulary: 'plain',
  ...settings,
});

/** Makes a change of a row on arm64. */
export const rowChange = (feature: string, status: Status, qualifier: string | null = null): RowChange => ({
  feature,
  arch: 'arm64',
  to: { status, qualifier },
  because: 'because of its runs',
});

/** Short form of a standing: `SUPPORTED (virtio bus)`, or `-` for none. */
export const standingText = ({ status, qualifier }: Standing): string =>
  `${status ?? '-'}${qualifier === null ? '' : ` (${qualifier})`}`;

/** The lines that only one of two texts has: `-old`, `+new`. */
export function changedLines(before: string, after: string): readonly string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const without = (lines: readonly string[], others: readonly string[]): readonly string[] => {
    const left = [...others];
    return lines.filter((line) => {
      const at = left.indexOf(line);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  return [...without(old, fresh).map((line) => `-${line}`), ...without(fresh, old).map((line) => `+${line}`)];
}
