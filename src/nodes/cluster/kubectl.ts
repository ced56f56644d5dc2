import { resolve } from 'node:path';
import type { Command } from '../../core/types.ts';
import { describeEnd, type ExecuteOptions, execute } from '../../system/exec.ts';
import { howToInstall } from '../../system/tools.ts';
import { NodeError } from '../node-error.ts';

/** How kubectl finds a cluster, and the part of it. */
export type ClusterSettings = {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
};

/** An object of the API, as far as anybody asks; what it has comes from another program. */
export type Fields = { readonly [key: string]: unknown };

const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

export type Kubectl = {
  readonly command: (args: readonly string[]) => Command;
  /**
   * Runs kubectl and gives what it printed.
   *
   * @throws NodeError with what it said, where it failed.
   */
  readonly run: (args: readonly string[], options?: Partial<ExecuteOptions>) => Promise<string>;
  /** Gets objects; of one that is not there, or a kind of which none are, an empty list. */
  readonly get: (args: readonly string[]) => Promise<readonly Fields[]>;
};

/** @param root where the path of the kubeconfig starts. */
export function createKubectl(root: string, { kubeconfig, context, namespace }: ClusterSettings): Kubectl {
  const common = [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${resolve(root, kubeconfig)}`]),
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
  ];
  const command = (args: readonly string[]): Command => ({
    argv: ['kubectl', ...common, ...args],
    cwd: root,
    env: {},
  });
  const run: Kubectl['run'] = async (args, options = {}) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const ended = await execute(command(args), {
      timeoutMs: TIMEOUT_MS,
      onStdout: (chunk) => {
        bytes += chunk.length;
        if (bytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
      },
      ...options,
    });
    if (ended.exitCode === 0 && bytes <= MAX_ANSWER_BYTES) return Buffer.concat(chunks).toString('utf8');
    if (ended.failedToStart !== null)
      throw new NodeError(
        `kubectl could not be started (${ended.failedToStart}): ${howToInstall(['kubectl'])}`,
      );
    throw new NodeError(`kubectl ${args[0]} ${describeEnd(ended)}: ${ended.tail.trim() || 'without a word'}`);
  };
  return {
    command,
    run,
    get: async (args) => {
      const text = await run(['get', ...args, '--ignore-not-found', '--output=json']);
      if (text.trim() === '') return [];
      const document = JSON.parse(text) as Fields;
      return document['kind'] === 'List' ? lists(document, 'items') : [document];
    },
  };
}

/** What stands at a path of keys; empty where the API says nothing. */
export function fields(object: Fields, ...path: readonly string[]): Fields {
  const value = path.reduce<unknown>((inner, key) => (inner as Fields | undefined)?.[key], object);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function lists(object: Fields, key: string): readonly Fields[] {
  const value = object[key];
  return Array.isArray(value)
    ? value.filter((each): each is Fields => typeof each === 'object' && each !== null)
    : [];
}

export function textOf(object: Fields, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}
