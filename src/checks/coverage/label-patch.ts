import { createTwoFilesPatch } from 'diff';
import { MagicString } from 'magic-string';
import type { SourceCode } from '../../source/ginkgo/code.ts';
import { isGinkgo } from '../../source/ginkgo/dsl-names.ts';
import type { SourceFile } from '../../source/ginkgo/source-file.ts';
import type { DeclaredNode, SourceSpec } from '../../source/ginkgo/types.ts';

/** Place where a label goes, and the number of specs that get it there. */
type PatchPlace = { readonly node: DeclaredNode; readonly specs: number };

export type LabelPatch = {
  readonly places: readonly PatchPlace[];
  /** A unified diff; empty where no place could be found. */
  readonly patch: string;
  /** Specs to which the label can't be added by an edit of one place. */
  readonly left: readonly SourceSpec[];
};

/**
 * Plans the edits that give a label to some specs: at the outermost container of which all specs are meant or have
 * it already, else at the leaf. No other spec gets it.
 */
export function labelPatch(
  label: string,
  wanted: readonly SourceSpec[],
  all: readonly SourceSpec[],
  code: SourceCode,
): LabelPatch {
  const meant = new Set(wanted);
  const spoilt = new Set(
    all
      .filter((spec) => !meant.has(spec) && !hasLabel(spec, label))
      .flatMap(({ nodes }) => nodes.map(nodeKey)),
  );
  const places = new Map<string, { node: DeclaredNode; specs: number }>();
  const left: SourceSpec[] = [];
  for (const spec of wanted) {
    const node = spec.nodes.find((each) => !spoilt.has(nodeKey(each)) && each.textEnd !== undefined);
    if (node === undefined) left.push(spec);
    else {
      const place = places.get(nodeKey(node)) ?? { node, specs: 0 };
      places.set(nodeKey(node), { ...place, specs: place.specs + 1 });
    }
  }
  const byFile = Map.groupBy(places.values(), ({ node }) => node.at.file);
  const patches = [...byFile].map(([name, inFile]) => {
    const file = code.fileOf(name);
    return file === undefined ? '' : patchOf(file, inFile, labelExpression(label, file, code));
  });
  return { places: [...places.values()], patch: patches.join(''), left };
}

const nodeKey = ({ at, start }: DeclaredNode): string => `${at.file}:${start}`;

/** Whether a spec has a label; labels match without case. */
const hasLabel = ({ labels }: SourceSpec, label: string): boolean =>
  labels.some((each) => each.toLowerCase() === label.toLowerCase());

function patchOf(file: SourceFile, places: readonly PatchPlace[], expression: string): string {
  const edited = new MagicString(file.text);
  for (const { node } of places) edited.appendLeft(node.textEnd as number, `, ${expression}`);
  return createTwoFilesPatch(`a/${file.name}`, `b/${file.name}`, file.text, edited.toString(), '', '', {
    context: 3,
  }).replace(/^=+\n/, '');
}

/**
 * Go expression for a label: as the suite writes it elsewhere, where the file can name that variable; else by
 * Ginkgo's own function.
 */
function labelExpression(label: string, file: SourceFile, code: SourceCode): string {
  for (const { importPath, name } of code.labelVariables(label)) {
    if (importPath === file.packagePath || file.dotImports.includes(importPath)) return name;
    for (const [alias, imported] of file.imports) if (imported === importPath) return `${alias}.${name}`;
  }
  const [alias] = [...file.imports].find(([, importPath]) => isGinkgo(importPath)) ?? [];
  return `${alias === undefined ? '' : `${alias}.`}Label(${JSON.stringify(label)})`;
}
