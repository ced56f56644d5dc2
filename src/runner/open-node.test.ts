import { machine, release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { usageError } from '../core/errors.ts';
import type { OpenOptions } from '../nodes/types.ts';
import { recordedOptions, scriptedLane, watchTemporaryFolders } from '../testing/runner.ts';
import { withNode } from './open-node.ts';
import type { RunSetup } from './setup.ts';

/** This machine, as a node that is told of like any other, and what it is asked to be. */
function watchedNode(): { readonly setup: RunSetup; readonly asked: OpenOptions[] } {
  const setup = scriptedLane([]);
  const { nodeAdapter } = setup;
  const asked: OpenOptions[] = [];
  return {
    asked,
    setup: {
      ...setup,
      nodeAdapter: {
        ...nodeAdapter,
        isHost: false,
        open: (node, options, use) => {
          asked.push(options);
          return nodeAdapter.open(node, options, use);
        },
      },
    },
  };
}

describe('the node of a run', () => {
  it('is given with what was probed, after the start was told, and described', async () => {
    const { setup, asked } = watchedNode();
    const options = recordedOptions();
    await withNode(setup, options, async ({ facts }) => {
      options.note(`used ${facts.node}`);
    });
    expect(options.said).toEqual([
      '[start]',
      `node here: ${machine()}, kernel ${release()}, timeouts times 1`,
      'used here',
    ]);
    expect(asked[0]?.fromPowerOn).toBe(false);
  });

  it('is not described where it is this machine', async () => {
    const options = recordedOptions();
    await withNode(scriptedLane([]), options, async () => {});
    expect(options.said).toEqual(['[start]']);
  });

  it('of another architecture is refused before anything starts, and ends', async () => {
    const temporaryFolders = watchTemporaryFolders();
    const { setup } = watchedNode();
    const options = recordedOptions();
    const other = { ...setup, lane: { ...setup.lane, arch: 'loong64' } };
    await expect(withNode(other, options, async () => options.note('used'))).rejects.toThrow(
      'found the arch loong64',
    );
    expect(options.said).toEqual([]);
    expect(temporaryFolders()).toEqual([]);
  });

  it('ends when the run does, also with an error, and hears of no later interrupt', async () => {
    const temporaryFolders = watchTemporaryFolders();
    const { setup, asked } = watchedNode();
    const options = recordedOptions();
    await expect(
      withNode(setup, options, async () => {
        expect(temporaryFolders()).toHaveLength(1);
        throw usageError('no such spec');
      }),
    ).rejects.toThrow('no such spec');
    expect(temporaryFolders()).toEqual([]);
    options.interrupter.abort();
    expect(asked[0]?.kill.aborted).toBe(false);
  });

  it('ends by an interrupt until the suite starts, and later only by a kill', async () => {
    const before = watchedNode();
    const interrupted = recordedOptions();
    await withNode(before.setup, interrupted, async () => {
      interrupted.interrupter.abort();
      expect(before.asked[0]?.kill.aborted).toBe(true);
    });

    const { setup, asked } = watchedNode();
    const options = recordedOptions();
    await withNode(setup, options, async (_session, onSuiteStart) => {
      onSuiteStart();
      options.interrupter.abort();
      expect(asked[0]?.kill.aborted).toBe(false);
      options.killer.abort();
      expect(asked[0]?.kill.aborted).toBe(true);
    });
  });
});
