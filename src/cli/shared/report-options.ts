import type { CommonOptions } from './context.ts';
import type { TableFormat } from './table.ts';

export type ReportOptions = CommonOptions & {
  /** Folder of a site; without it the answer is printed. */
  readonly site?: string;
  /** Of what is printed, this architecture only. */
  readonly arch?: string;
  readonly format: TableFormat;
  /** URL at which it will be. */
  readonly baseUrl?: string;
  readonly suite?: string;
  readonly evidence?: string;
  readonly reports: string;
  readonly asOf?: string;
};

/** What a report can be limited to. */
export type Part = 'support' | 'broke';
