import type { ListItem, Nodes } from 'mdast';
import type { Edit, LaneChange, RowChange, Section, Standing } from '../types.ts';
import type { Markdown } from './parse.ts';
import { type Bullet, laneProse, type ProseSection, proseSections } from './prose.ts';

/** Change of a row, with the standing that it has before. */
export type MovedRow = RowChange & { readonly from: Standing };

/** Keeps the bullets of the prose in step with rows that change. */
export function editProse(markdown: Markdown, moves: readonly MovedRow[]): readonly Edit[] {
  return proseSections(markdown).flatMap((section) => {
    const isLeaving = (bullet: Bullet): boolean =>
      moves.some((move) => isAbout(bullet, move) && leaves(section.section, move));
    const leaving = section.bullets.filter(isLeaving);
    const staying = section.bullets.filter((bullet) => !leaving.includes(bullet));
    const joining = moves.filter(
      (move) => joins(section.section, move) && !staying.some((bullet) => isAbout(bullet, move)),
    );
    const renamed = staying.flatMap((bullet) => {
      const move = moves.find((each) => isAbout(bullet, each) && joins(section.section, each));
      return move === undefined || bullet.qualifier === move.to.qualifier
        ? []
        : rename(markdown, bullet, move);
    });
    const isEmptied = staying.length === 0 && section.bullets.length > 0 && joining.length === 0;
    return [
      ...renamed,
      ...leaving.map((bullet, index) => removeLines(markdown, bullet.item, isEmptied && index === 0)),
      ...(joining.length === 0
        ? []
        : [
            append(
              markdown,
              section,
              joining.map((move) => bulletText(section, markdown, move)),
            ),
          ]),
    ];
  });
}

const isAbout = ({ name, qualifier }: Bullet, { feature }: RowChange): boolean =>
  name === feature || (qualifier !== null && `${name} (${qualifier})` === feature);

/** Whether a bullet leaves a section: what is verified leaves those on what is not, and the other way round. */
function leaves(section: Section, { to }: MovedRow): boolean {
  if (to.status === 'SUPPORTED')
    return section === 'planned' || section === 'expected' || section === 'pending';
  return section === 'verified';
}

function joins(section: Section, { from, to }: MovedRow): boolean {
  if (section === 'verified') return to.status === 'SUPPORTED';
  return section === 'expected' && to.status === 'UNVERIFIED' && from.status === 'SUPPORTED';
}

const titleOf = ({ feature, to }: RowChange): string =>
  to.status === 'SUPPORTED' && to.qualifier !== null ? `${feature} (${to.qualifier})` : feature;

/** Text of a new bullet, with the mark of the section's other bullets. */
function bulletText({ list }: ProseSection, { text, startOf }: Markdown, move: RowChange): string {
  const marker = list?.children[0] === undefined ? '-' : text.charAt(startOf(list.children[0]));
  return `${/[-*+]/.test(marker) ? marker : '-'} **${titleOf(move)}**: ${move.because}`;
}

function rename({ text, startOf, endOf }: Markdown, { item }: Bullet, move: RowChange): readonly Edit[] {
  const [paragraph] = item.children;
  const first = paragraph?.type === 'paragraph' ? paragraph.children[0] : undefined;
  if (first?.type !== 'strong') return [];
  const written = `**${titleOf(move)}**`;
  const range = { start: startOf(first), end: endOf(first) };
  return text.slice(range.start, range.end) === written ? [] : [{ ...range, text: written }];
}

/** Offset after the end of the line on which a node ends. */
function lineAfter({ text, endOf }: Markdown, node: Nodes): number {
  const at = text.indexOf('\n', endOf(node) - 1);
  return at < 0 ? text.length : at + 1;
}

const lineStart = ({ text, startOf }: Markdown, node: Nodes): number =>
  text.lastIndexOf('\n', startOf(node) - 1) + 1;

/** Removes the lines of a node; with the empty line before them when nothing is left there. */
function removeLines(markdown: Markdown, node: Nodes, withLineBefore: boolean): Edit {
  const start = lineStart(markdown, node);
  const before = /\r?\n[ \t]*\r?\n$/.exec(markdown.text.slice(0, start));
  const from = withLineBefore && before !== null ? start - markdown.lineEnd.length : start;
  return { start: from, end: lineAfter(markdown, node), text: '' };
}

function append(markdown: Markdown, { list, blocks }: ProseSection, lines: readonly string[]): Edit {
  const { lineEnd, text } = markdown;
  const lastItem = list?.children.at(-1);
  const last = lastItem ?? (blocks.at(-1) as Nodes);
  const at = lineAfter(markdown, last);
  const isOpen = !text.slice(0, at).endsWith('\n');
  const before = `${isOpen ? lineEnd : ''}${lastItem === undefined ? lineEnd : ''}`;
  const body = lines.join(lineEnd);
  return { start: at, end: at, text: `${before}${body}${isOpen ? '' : lineEnd}` };
}

/** Keeps the list of lanes that run, and the notes on those that don't, in step with the configuration. */
export function editLanes(markdown: Markdown, changes: readonly LaneChange[]): readonly Edit[] {
  const { list, active, notes } = laneProse(markdown);
  if (list === undefined) return [];
  const leaving = active.filter(({ name }) => changes.some(({ lane, to }) => lane === name && to === 'gone'));
  const staying = active.filter((bullet) => !leaving.includes(bullet));
  const joining = changes.filter(
    ({ lane, to }) => to === 'active' && !staying.some(({ name }) => name === lane),
  );
  const start = list.start ?? 1;
  const numbered = (item: ListItem, number: number): readonly Edit[] => {
    const at = markdown.startOf(item);
    const digits = /^\d+/.exec(markdown.text.slice(at))?.[0];
    return digits === undefined || Number(digits) === number
      ? []
      : [{ start: at, end: at + digits.length, text: `${number}` }];
  };
  const lines = joining.map(({ lane, description }, index) => {
    const marker = list.ordered === true ? `${start + staying.length + index}.` : '-';
    return `${marker} **${lane}**${description === '' ? '' : `: ${description}`}`;
  });
  const outdated = notes.filter(({ lane }) => changes.some((change) => change.lane === lane));
  return [
    ...leaving.map(({ item }) => removeLines(markdown, item, staying.length === 0 && joining.length === 0)),
    ...(leaving.length === 0 || list.ordered !== true
      ? []
      : staying.flatMap(({ item }, index) => numbered(item, start + index))),
    ...(lines.length === 0
      ? []
      : [append(markdown, { section: 'planned', list, bullets: [], blocks: [list] }, lines)]),
    // A note on several lanes is a human's to rewrite.
    ...outdated
      .filter(({ paragraph }) => notes.filter((note) => note.paragraph === paragraph).length === 1)
      .map(({ paragraph }) => removeLines(markdown, paragraph, true)),
  ];
}
