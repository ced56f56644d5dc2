import type { Location } from '../../core/types.ts';
import { BudgetExceeded } from './budget-exceeded.ts';
import type { Cause, DeclaredNode, Diagnostic, UnknownPart } from './types.ts';

/** A container or a leaf, as it was declared. */
export type TreeNode = {
  readonly text: string;
  readonly labels: readonly string[];
  readonly pending: boolean;
  readonly serial: boolean;
  readonly ordered: boolean;
  readonly location: Location;
  readonly declared: DeclaredNode;
  readonly unknown: readonly UnknownPart[];
  /** Nodes in a container; `undefined` for a leaf. */
  readonly children: TreeNode[] | undefined;
};

/** The nodes of a suite while they are declared. */
export type SpecTree = {
  readonly roots: readonly TreeNode[];
  readonly suite: { readonly description: string; readonly labels: readonly string[] } | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Adds a node to the container that is being entered. Containers at the top are entered by `build`. */
  readonly add: (node: TreeNode, enter?: () => void) => void;
  /** Enters the containers at the top, as `RunSpecs` does. */
  readonly build: (
    suite: { readonly description: string; readonly labels: readonly string[] } | undefined,
  ) => void;
  readonly refuse: (cause: Cause) => void;
  readonly report: (diagnostic: Diagnostic) => void;
};

export function createSpecTree(): SpecTree {
  const roots: TreeNode[] = [];
  const diagnostics: Diagnostic[] = [];
  const waiting: (() => void)[] = [];
  let siblings = roots;
  let building = false;
  let suite: SpecTree['suite'];
  const refuse = ({ at, because }: Cause): void => {
    diagnostics.push({ at, code: 'gave-up', message: because });
  };
  const enterContainer = (node: TreeNode, enter: () => void): void => {
    const outer = siblings;
    siblings = node.children ?? outer;
    try {
      enter();
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      const at = node.declared.at;
      diagnostics.push({ at, code: 'gave-up', message: error.message });
      // What was declared until then is as uncertain as the rest: one that is not known stands for all.
      node.children?.splice(0, node.children.length, missingSpecs(node, { at, because: error.message }));
    } finally {
      siblings = outer;
    }
  };
  return {
    roots,
    get suite() {
      return suite;
    },
    diagnostics,
    add: (node, enter) => {
      siblings.push(node);
      if (enter === undefined) return;
      if (building) enterContainer(node, enter);
      else waiting.push(() => enterContainer(node, enter));
    },
    build: (described) => {
      suite ??= described;
      building = true;
      for (const enter of waiting.splice(0)) enter();
    },
    refuse,
    report: (diagnostic) => {
      diagnostics.push(diagnostic);
    },
  };
}

/** A node that stands for the specs of a container that could not be read. */
export const missingSpecs = ({ location, declared }: TreeNode, cause: Cause): TreeNode => ({
  text: '…',
  labels: [],
  pending: false,
  serial: false,
  ordered: false,
  location,
  declared,
  unknown: [
    { ...cause, what: 'text' },
    { ...cause, what: 'presence' },
  ],
  children: undefined,
});
