import { resolve } from 'node:path';
import type { Command } from '../../core/types.ts';
import { type CaptureOptions, capture } from '../../system/capture.ts';
import { describeEnd } from '../../system/exec.ts';
import { howToInstall } from '../../system/tools.ts';
import { NodeError } from '../node-error.ts';

/** How kubectl finds a cluster, and the part of it. */
export type ClusterSettings = {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
};

/** An object of the API, as far as anybody asks; what it has comes from another program. */
export type ApiObject = { readonly [key: string]: unknown };

const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** The one form in which kubectl tells a refusal of the server from its own. */
const SERVER_REASON = /^Error from server \((\w+)\): /m;

/** Error for a kubectl that failed. */
export class KubectlError extends NodeError {
  /** Why the server said no, in the words of its API, such as `Forbidden`; `null` where it was not the server. */
  readonly reason: string | null;

  constructor(message: string, reason: string | null) {
    super(message);
    this.name = 'KubectlError';
    this.reason = reason;
  }
}

export type Kubectl = {
  readonly command: (args: readonly string[]) => Command;
  /**
   * Runs kubectl and gives what it printed to its standard output.
   *
   * @throws KubectlError with what it said, where it failed.
   */
  readonly run: (args: readonly string[], options?: Partial<CaptureOptions>) => Promise<string>;
  /** Gets objects; of one that is not there, or a kind of which none are, an empty list. */
  readonly get: (args: readonly string[]) => Promise<readonly ApiObject[]>;
};

/** A kubectl for a cluster; `root` is the absolute path of the folder that the path of the kubeconfig starts from. */
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
    const ended = await capture(command(args), {
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      ...options,
    });
    if (ended.exitCode === 0) return ended.stdout;
    if (ended.failedToStart !== null)
      throw new KubectlError(
        `kubectl could not be started (${ended.failedToStart}): ${howToInstall(['kubectl'])}`,
        null,
      );
    const said = ended.tail.trim();
    throw new KubectlError(
      `kubectl ${args[0]} ${describeEnd(ended)}: ${said || 'without a word'}`,
      SERVER_REASON.exec(said)?.[1] ?? null,
    );
  };
  return {
    command,
    run,
    get: async (args) => {
      const text = await run(['get', ...args, '--ignore-not-found', '--output=json']);
      if (text.trim() === '') return [];
      const document = parseAnswer(text);
      return document['kind'] === 'List' ? objectsAt(document, 'items') : [document];
    },
  };
}

function parseAnswer(text: string): ApiObject {
  try {
    return objectAt({ answer: JSON.parse(text) }, 'answer');
  } catch (error) {
    throw new KubectlError(`kubectl get printed no JSON: ${(error as Error).message}`, null);
  }
}

/** What stands at a path of keys; empty where the API says nothing. */
export function objectAt(object: ApiObject, ...path: readonly string[]): ApiObject {
  const value = path.reduce<unknown>((inner, key) => (inner as ApiObject | undefined)?.[key], object);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ApiObject) : {};
}

export function objectsAt(object: ApiObject, key: string): readonly ApiObject[] {
  const value = object[key];
  return Array.isArray(value)
    ? value.filter((each): each is ApiObject => typeof each === 'object' && each !== null)
    : [];
}

export function textAt(object: ApiObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}
