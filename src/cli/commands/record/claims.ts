import { usageError } from '../../../core/errors.ts';
import type { Claims } from '../../../evidence/sources/types.ts';
import { suiteSettings } from '../../../lanes/config.ts';
import { isEmulated, nodeOf } from '../../../nodes/index.ts';
import { digestOfLane } from '../../../planning/plan.ts';
import type { Viewer } from '../../shared/context.ts';
import { timeOf } from '../../shared/time-option.ts';
import type { RecordOptions } from './command.ts';

/**
 * Creates the claims about a report that doesn't say them itself, from the command line and the lane's
 * configuration.
 */
export const createClaims =
  ({ config, look, view }: Viewer, options: RecordOptions, url: string | null) =>
  (): Claims => {
    if (options.lane === undefined)
      throw usageError(
        'its report does not say which lane it was: add --lane, and --exit-code if you know it',
      );
    const { resolved, criteria } = look(options.lane);
    const { lane } = resolved;
    const { node } = nodeOf(config, lane);
    const { kind } = suiteSettings(config, lane.suite);
    return {
      lane: { name: lane.name, digest: digestOfLane(lane, criteria) },
      arch: lane.arch,
      suite: { name: lane.suite, kind },
      node: { name: lane.node, kind: node.settings.kind, emulated: isEmulated(node.settings) },
      selected: async () => (await view(lane.name)).selection.selected,
      flakeAttempts: lane.run.flakeAttempts,
      exitCode: numberOf('--exit-code', options.exitCode),
      commit: commitOf(options.commit),
      startedAt: timeOf('--started-at', options.startedAt),
      url,
    };
  };

function numberOf(option: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  if (/^\d{1,3}$/.test(value)) return Number(value);
  throw usageError(`${option}: found ${JSON.stringify(value)}, expected a number such as 0`);
}

function commitOf(value: string | undefined): string | null {
  if (value === undefined || /^[0-9a-f]{7,64}$/.test(value)) return value ?? null;
  throw usageError(`--commit: found ${JSON.stringify(value)}, expected the hash of a commit`);
}
