import { ConfigError, didYouMean } from '../core/errors.ts';
import { type Config, problemIn, type Source } from './config.ts';
import type { LaneFile } from './schema-types.ts';

/** A lane, the one that it extends, and so on. */
export type Ancestry = readonly [Source<LaneFile>, ...Source<LaneFile>[]];

export function ancestry(config: Config, start: Source<LaneFile>): Ancestry {
  const chain: [Source<LaneFile>, ...Source<LaneFile>[]] = [start];
  for (let child = start; child.value.extends !== undefined; ) {
    const name = child.value.extends;
    const parent = config.lanes.get(name);
    if (parent === undefined) {
      const known = [...config.lanes.keys()];
      const message = `found the unknown lane "${name}", expected one of ${known.join(', ')}${didYouMean(name, known)}`;
      throw new ConfigError([problemIn(child, ['extends'], message)]);
    }
    if (chain.includes(parent)) {
      const circle = [...chain.slice(chain.indexOf(parent)), parent]
        .map(({ value }) => value.name)
        .join(' → ');
      throw new ConfigError([
        problemIn(child, ['extends'], `found a cycle in "extends": ${circle}; remove one of them`),
      ]);
    }
    chain.push(parent);
    child = parent;
  }
  return chain;
}
