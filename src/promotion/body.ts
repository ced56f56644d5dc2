import * as z from 'zod';
import { inline } from '../core/markdown.ts';
import { formatStanding } from '../status/standing.ts';
import { refusalOf } from './humans.ts';
import { percent } from './measure.ts';
import type { Decision, Refusal } from './types.ts';

/** Longest text of a pull request that GitHub takes, in characters. */
const MAX_CHARACTERS = 65_536;
const MAX_MARKED = 1000;
/** Largest size of the remembered decisions within it, in base64 characters. */
const MARK_CHARACTERS = 20_000;
const MARK = /<!-- lanekeeper:decisions ([A-Za-z0-9+/=]+) -->/;

const refusalsSchema = z
  .array(
    z.strictObject({
      feature: z.string().max(500),
      arch: z.string().max(50),
      to: z.string().max(500),
      specs: z.string().max(100),
      newest: z.iso.datetime().nullable(),
    }),
  )
  .max(MAX_MARKED);

export type DocumentProposal = { readonly file: string; readonly decisions: readonly Decision[] };

/**
 * Writes the text of a pull request: what changes, on what evidence, what is still missing, and how it could be
 * wrong.
 */
export function proposalBody(documents: readonly DocumentProposal[]): string {
  const changes = documents.flatMap(({ file, decisions }) =>
    decisions.filter(({ action }) => action === 'change').map((decision) => ({ file, decision })),
  );
  const others = documents.flatMap(({ decisions }) => decisions.filter(({ action }) => action !== 'change'));
  const mark = markOf(changes.map(({ decision }) => refusalOf(decision)));
  const head = [
    'The support status follows the evidence in the ledger. Each row below meets every condition of the policy.',
    '',
  ];
  const tail = [
    '## How to review',
    '',
    '- `lanekeeper promote` prints the same decisions from the same ledger, with the files that each rests on.',
    '- To keep a row as it is, put `<!-- lanekeeper:hold until=YYYY-MM-DD because="…" -->` into it.',
    '- Closing this pull request without merging it refuses these changes until the evidence is another.',
    '',
    '## What would make this wrong',
    '',
    '- Specs that verify something else than their feature: look at `verifiedBy` in `lanes/features.yaml`.',
    '- A node that is not what it was probed to be, or runs of which only the good ones were recorded.',
    '- Failures that are rarer than the lower bound shows: 14 of 14 runs still allow one in five.',
    '',
    '```release-note',
    changes.length === 0
      ? 'NONE'
      : `The documented support status of ${changes.length} ${changes.length === 1 ? 'feature' : 'features'} was updated from test evidence.`,
    '```',
    '',
    mark,
  ];
  const fixed = [...head, ...tail].join('\n').length;
  const rows = changes.map(({ file, decision }) => changeRow(file, decision));
  const table = fittingLines(
    [
      '| Document | Feature | Arch | From | To | First attempts | Why |',
      '| -- | -- | -- | -- | -- | -- | -- |',
    ],
    rows,
    (MAX_CHARACTERS - fixed) * 0.7,
    (left) => `\n${left} more changes are in the diff.`,
  );
  const missing = fittingLines(
    ['', '## Not yet', ''],
    others.filter((decision) => decision.missing.length > 0).map(missingRow),
    MAX_CHARACTERS - fixed - table.length - 500,
    (left) => `- … and ${left} more`,
  );
  return [...head, table, missing, '', ...tail].join('\n');
}

/**
 * Writes the comment by which a refused proposal is remembered, with as many changes as fit: the others are
 * proposed again.
 */
function markOf(refusals: readonly Refusal[]): string {
  let marked = refusals.slice(0, MAX_MARKED);
  const encode = (): string => Buffer.from(JSON.stringify(marked)).toString('base64');
  while (encode().length > MARK_CHARACTERS) marked = marked.slice(0, Math.floor(marked.length * 0.9));
  return `<!-- lanekeeper:decisions ${encode()} -->`;
}

/** Joins as many lines as fit below a limit of characters, and says how many are left out. */
function fittingLines(
  head: readonly string[],
  lines: readonly string[],
  limit: number,
  rest: (left: number) => string,
): string {
  if (lines.length === 0) return '';
  const kept = [...head];
  let length = head.join('\n').length + 100;
  for (const [index, line] of lines.entries()) {
    length += line.length + 1;
    if (length > limit) return [...kept, rest(lines.length - index)].join('\n');
    kept.push(line);
  }
  return kept.join('\n');
}

function changeRow(
  file: string,
  { feature, arch, from, to, native, emulated, code, reason }: Decision,
): string {
  const counts = code === 'emulated-pass' ? emulated : native;
  const ratio =
    counts === null || counts.ratio === null
      ? 'none'
      : `${counts.passed} of ${counts.runs} (${percent(counts.ratio)}, at least ${percent(counts.lowerBound)})`;
  const cells = [file, feature, arch, formatStanding(from), formatStanding(to), ratio, cut(reason, 400)];
  return `| ${cells.map(inline).join(' | ')} |`;
}

const missingRow = ({ feature, arch, missing }: Decision): string =>
  `- ${inline(feature)} on ${inline(arch)}: ${inline(cut(missing.join('; '), 300))}`;

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;

/** Reads the changes that a body proposed, to be remembered when its pull request was refused. */
export function refusalsIn(body: string): readonly Refusal[] {
  const data = MARK.exec(body)?.[1];
  if (data === undefined) return [];
  try {
    return refusalsSchema.parse(JSON.parse(Buffer.from(data, 'base64').toString('utf8')));
  } catch {
    // Somebody edited it: then it says nothing.
    return [];
  }
}
