import { amount } from '../../core/amount.ts';
import { List } from '../parts.tsx';
import type { SiteLane } from '../schema.ts';
import { named } from '../text.ts';
import type { LaneInput } from '../types.ts';

const MAX_SPECS = 2000;

/** Selection of a lane: what it selects, and why not the rest. */
export const SelectionDetails = ({ lane, input }: { lane: SiteLane; input: LaneInput | undefined }) => {
  if (input === undefined || 'unlisted' in input.view)
    return <p>Nobody knows: {named(lane.unlisted ?? 'the configuration has no such lane now')}.</p>;
  const { selected, excluded, pending } = input.view.selection;
  return (
    <>
      <p>
        {amount(selected.length, 'spec')} selected, {excluded.length} excluded, {pending.length} pending in
        the suite.
      </p>
      <List
        items={lane.excluded.map(({ rule, because, specs }) => named(`${specs} by ${rule}: ${because}`))}
        none=""
      />
      <details>
        <summary>Selected specs</summary>
        <List items={selected.slice(0, MAX_SPECS).map(({ text }) => named(text))} none="None." />
      </details>
      {[...Map.groupBy(excluded, ({ because }) => because)].map(([because, specs]) => (
        <details>
          <summary>
            {amount(specs.length, 'spec')} excluded: {named(because)}
          </summary>
          <List items={specs.slice(0, MAX_SPECS).map(({ spec }) => named(spec.text))} none="" />
        </details>
      ))}
    </>
  );
};
