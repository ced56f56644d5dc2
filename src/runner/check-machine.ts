import { ConfigError, usageError } from '../core/errors.ts';
import type { Facts } from '../core/types.ts';
import { problemAt } from '../lanes/config.ts';
import type { Origin } from '../lanes/origin.ts';
import type { ResolvedLane } from '../lanes/resolve.ts';

/** Refuses a machine that is of another kind than the one that the results of the lane will speak of. */
export function refuseOtherMachine(resolved: ResolvedLane, facts: Facts): void {
  refuseOtherArch(resolved, facts);
  const { lane, origins } = resolved;
  const { accel, capabilities = {} } = lane.requires;
  const found = facts.machine?.accel ?? 'none';
  const lacking = Object.entries(capabilities).find(([name, wanted]) => {
    const value = facts.capabilities[name]?.value ?? false;
    return wanted === true ? value === false || value === 0 : Number(value) < wanted;
  });
  const because =
    accel !== undefined && !accel.includes(found)
      ? `accel ${accel.join(' or ')}, but that of the node "${lane.node}" is ${found}`
      : lacking === undefined
        ? undefined
        : `${lacking[0]} ${lacking[1]}, but the node "${lane.node}" has ${facts.capabilities[lacking[0]]?.value ?? 'none'}`;
  if (because !== undefined)
    refuseAt(
      `found that the lane requires ${because}: choose another node`,
      lane.name,
      origins.get('requires'),
    );
}

function refuseOtherArch({ lane, origins }: ResolvedLane, facts: Facts): void {
  if (facts.arch === lane.arch) return;
  const message = `found the arch ${lane.arch}, but the node "${lane.node}" is a machine of ${facts.arch} (uname -m: ${facts.machine?.uname}): run it on a machine of ${lane.arch}, or choose a lane for ${facts.arch}`;
  refuseAt(message, lane.name, origins.get('arch'));
}

function refuseAt(message: string, lane: string, origin: Origin | undefined): never {
  throw origin?.kind === 'file'
    ? new ConfigError([problemAt(origin.file, origin.position, message)])
    : usageError(`lane ${lane}: ${message}`);
}
