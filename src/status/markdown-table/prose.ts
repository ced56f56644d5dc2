import type { List, ListItem, Paragraph, RootContent } from 'mdast';
import type { LaneClaim, ProseClaim, Section } from '../types.ts';
import { type Markdown, plainText } from './parse.ts';

/** A bullet that names a feature or a lane. */
export type Bullet = {
  readonly item: ListItem;
  readonly list: List;
  readonly name: string;
  readonly qualifier: string | null;
};

/** A heading and what the bullets below it claim. */
export type ProseSection = {
  readonly section: Section;
  /** Last list of the section; `undefined` when it has none. */
  readonly list: List | undefined;
  readonly bullets: readonly Bullet[];
  /** Blocks of the section: its heading and all that follows it, up to the next heading. */
  readonly blocks: readonly RootContent[];
};

const HEADINGS: readonly (readonly [Section, RegExp])[] = [
  ['verified', /\bwith CI verification \(SUPPORTED\)$/i],
  ['planned', /\bplanned for CI verification$/i],
  ['expected', /\bexpected to work \(UNVERIFIED\)$/i],
  ['limitations', /^architecture-specific limitations$/i],
  ['pending', /^pending (features|devices)$/i],
];

/** The sections of the prose that go with the table. */
export function proseSections({ blocks }: Markdown): readonly ProseSection[] {
  return blocks.flatMap((block, index) => {
    if (block.type !== 'heading') return [];
    const title = plainText(block).trim();
    const section = HEADINGS.find(([, pattern]) => pattern.test(title))?.[0];
    if (section === undefined) return [];
    const rest = blocks.slice(index + 1);
    const next = rest.findIndex(({ type }) => type === 'heading');
    const own = [block, ...(next < 0 ? rest : rest.slice(0, next))];
    const lists = own.filter((each): each is List => each.type === 'list');
    return [{ section, list: lists.at(-1), bullets: lists.flatMap(bulletsOf), blocks: own }];
  });
}

const bulletsOf = (list: List): readonly Bullet[] =>
  list.children.flatMap((item) => {
    const [paragraph] = item.children;
    if (paragraph?.type !== 'paragraph') return [];
    const [first] = paragraph.children;
    const title = first?.type === 'strong' ? plainText(first) : plainText(paragraph).split(/[:\n]/, 1)[0];
    const [, name = '', qualifier] = /^(.*?)(?:\s*\(([^()]*)\))?$/.exec((title ?? '').trim()) ?? [];
    return [{ item, list, name: name.trim(), qualifier: qualifier ?? null }];
  });

/** Bullets that name one of the features of the tables; others are about something else. */
export const proseClaims = (markdown: Markdown, features: ReadonlySet<string>): readonly ProseClaim[] =>
  proseSections(markdown).flatMap(({ section, bullets }) =>
    bullets.flatMap(({ item, name, qualifier }) => {
      const whole = qualifier === null ? name : `${name} (${qualifier})`;
      const place = markdown.placeOf(item);
      if (features.has(whole)) return [{ section, feature: whole, qualifier: null, place }];
      const isBold =
        item.children[0]?.type === 'paragraph' && item.children[0].children[0]?.type === 'strong';
      return features.has(name) || isBold ? [{ section, feature: name, qualifier, place }] : [];
    }),
  );

/** The list of lanes that run, and the notes on those that don't run yet. */
export type LaneProse = {
  readonly list: List | undefined;
  readonly active: readonly Bullet[];
  readonly notes: readonly { readonly paragraph: Paragraph; readonly lane: string }[];
};

export function laneProse({ blocks }: Markdown): LaneProse {
  const at = blocks.findIndex(
    (block) => block.type === 'paragraph' && /^current (test )?lanes?:?$/i.test(plainText(block).trim()),
  );
  const after = at < 0 ? undefined : blocks[at + 1];
  const list = after?.type === 'list' ? after : undefined;
  return {
    list,
    active: list === undefined ? [] : bulletsOf(list),
    notes: blocks.flatMap((block) => {
      if (block.type !== 'paragraph' || !/^note\b/i.test(plainText(block).trim())) return [];
      if (!/\bnot (yet )?(configured|enabled|active|run)/i.test(plainText(block))) return [];
      const names = block.children.filter(({ type }) => type === 'strong').map((child) => plainText(child));
      return names.filter((name) => !/^note\b/i.test(name)).map((lane) => ({ paragraph: block, lane }));
    }),
  };
}

export function laneClaims(markdown: Markdown): readonly LaneClaim[] {
  const { active, notes } = laneProse(markdown);
  return [
    ...active.map(({ item, name }) => ({
      lane: name,
      claimed: 'active' as const,
      place: markdown.placeOf(item),
    })),
    ...notes.map(({ paragraph, lane }) => ({
      lane,
      claimed: 'defined' as const,
      place: markdown.placeOf(paragraph),
    })),
  ];
}
