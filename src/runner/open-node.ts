import { formatSeconds } from '../core/duration.ts';
import type { NodeSession } from '../nodes/types.ts';
import { refuseOtherMachine } from './check-machine.ts';
import type { RunOptions } from './run-options.ts';
import type { RunSetup } from './setup.ts';

/**
 * Starts the lane's node, refuses one that is not what the lane asks for, and ends it after use, however that ends.
 *
 * @param use gets the node, and what to call when the suite starts: until then there is no report to wait for, and the
 * first interrupt ends the node, too.
 */
export async function withNode(
  setup: Pick<RunSetup, 'lane' | 'origins' | 'node' | 'nodeAdapter' | 'suiteAdapter'>,
  { note, onStart, interrupt, kill }: Pick<RunOptions, 'note' | 'onStart' | 'interrupt' | 'kill'>,
  use: (session: NodeSession, onSuiteStart: () => void) => Promise<void>,
): Promise<void> {
  const { node, nodeAdapter, suiteAdapter } = setup;
  const endNode = new AbortController();
  const suiteStarted = new AbortController();
  const openOptions = {
    note,
    kill: AbortSignal.any([kill, endNode.signal]),
    fromPowerOn: suiteAdapter.form === 'console',
  };
  try {
    interrupt.addEventListener('abort', () => endNode.abort(), { signal: suiteStarted.signal });
    await nodeAdapter.open(node, openOptions, async (session) => {
      refuseOtherMachine(setup, session.facts);
      onStart();
      if (!nodeAdapter.isHost) note(describeSession(session));
      await use(session, () => suiteStarted.abort());
    });
  } finally {
    suiteStarted.abort();
  }
}

/**
 * Describes the node of a session: `node arm64-guest: aarch64, kernel 6.12, tcg by QEMU 7.2.22, warm start in 0.2
 * s, timeouts times 10`.
 */
function describeSession({ facts, start, timeoutFactor }: NodeSession): string {
  const { machine } = facts;
  return [
    `node ${facts.node}: ${machine?.uname}`,
    `kernel ${machine?.kernel}`,
    ...(start.emulator === null ? [] : [`${machine?.accel} by ${start.emulator}`]),
    ...(start.mode === 'none' ? [] : [`${start.mode} start in ${formatSeconds(start.seconds)}`]),
    `timeouts times ${timeoutFactor}`,
  ].join(', ');
}
