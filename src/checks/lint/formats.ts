import { oneLine } from '../../core/terminal.ts';
import { annotation } from '../../core/workflow-commands.ts';
import { type Finding, LINT_CODES } from './types.ts';

/** Writes a line for each finding: `lanes/a.yaml:3:9: empty-lane: what; what to do`. */
export const formatFindings = (findings: readonly Finding[]): string =>
  findings
    .map(
      ({ file, line, column, code, message, remedy }) =>
        `${oneLine(`${file}:${line}:${column}: ${code}: ${message}; ${remedy}`)}\n`,
    )
    .join('');

/** Writes workflow commands of GitHub Actions, which shows the first ten of a step as annotations. */
export const formatGithub = (findings: readonly Finding[]): string =>
  findings
    .map(({ file, line, column, code, message, remedy }) =>
      annotation(
        'warning',
        { file, line: String(line), col: String(column), title: code },
        `${message}; ${remedy}`,
      ),
    )
    .join('');

/** Makes a document in SARIF 2.1.0, which code scanning takes. */
export const sarifDocument = (findings: readonly Finding[], version: string): object => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'lanekeeper',
          version,
          rules: Object.entries(LINT_CODES).map(([id, text]) => ({
            id,
            shortDescription: { text },
            help: { text: `docs/lint/${id}.md` },
          })),
        },
      },
      columnKind: 'utf16CodeUnits',
      results: findings.map(({ file, line, column, code, message, remedy }) => ({
        ruleId: code,
        level: 'warning',
        message: { text: `${message}; ${remedy}` },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: encodeURI(file) },
              region: { startLine: line, startColumn: column },
            },
          },
        ],
      })),
    },
  ],
});
