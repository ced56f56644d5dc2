import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { describe, expect, it } from 'vitest';
import { codeBlock, inline } from '../../core/markdown.ts';
import { runReports, uglyText } from '../../testing/run-reports.ts';
import type { RunReport } from '../report/run-report.ts';
import { summaryReporter } from './summary.ts';

type Node = { readonly type: string; readonly children?: readonly Node[]; readonly value?: string };

const parse = (markdown: string): Node =>
  fromMarkdown(markdown, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
const kinds = (node: Node): readonly string[] => [node.type, ...(node.children ?? []).flatMap(kinds)];
const firstOf = (reports: fc.Arbitrary<RunReport>): RunReport =>
  fc.sample(reports, { seed: 1, numRuns: 1 })[0] as RunReport;

describe('text of a stranger', () => {
  it('stays text in a line', () => {
    fc.assert(
      fc.property(uglyText, (text) => {
        const found = new Set(kinds(parse(`x ${inline(text)} x`)));
        expect([...found].toSorted()).toEqual(['paragraph', 'root', 'text']);
      }),
    );
  });

  it('stays one cell of a table', () => {
    fc.assert(
      fc.property(uglyText, (text) => {
        const table = parse(`| a | b |\n| --- | --- |\n| ${inline(text)} | end |`);
        expect(table.children).toHaveLength(1);
        expect(table.children?.[0]?.children?.[1]?.children).toHaveLength(2);
      }),
    );
  });

  it('stays within its block of code', () => {
    fc.assert(
      fc.property(uglyText, (text) => {
        const { children } = parse(`${codeBlock(text)}\n\nend`);
        expect(children?.map(({ type }) => type)).toEqual(['code', 'paragraph']);
      }),
    );
  });
});

describe('a summary', () => {
  it('holds no HTML but its own, whatever is in the report', () => {
    fc.assert(
      fc.property(runReports, (report) => {
        const collect = (node: Node): readonly string[] => [
          ...(node.type === 'html' ? [node.value ?? ''] : []),
          ...(node.children ?? []).flatMap(collect),
        ];
        const tags = collect(parse(summaryReporter.render(report))).flatMap(
          (html) => html.match(/<[^>]*>/g) ?? [],
        );
        expect(tags).toEqual(['<details>', '<summary>', '</summary>', '</details>']);
      }),
    );
  });

  it('stays small for a run of thousands of failures', () => {
    const report = firstOf(runReports.filter(({ specs }) => specs.length > 0));
    const spec = {
      ...report.specs[0],
      outcome: 'failed',
      attempts: [{ outcome: 'failed', failure: { message: 'm'.repeat(100_000), location: null } }],
    };
    const text = summaryReporter.render({
      ...report,
      specs: Array.from({ length: 5000 }, () => spec),
    } as RunReport);
    expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024);
    expect(text).toContain('and 4950 more, in report.json');
  });
});
