import { allLanes, isActiveOn } from '../../lanes/active-lanes.ts';
import type { ActiveLane, SuiteView } from '../../promotion/types.ts';
import type { LaneView as Looked, Viewer } from './context.ts';

/** Views a suite with the active lanes that run it on an architecture. */
export async function viewSuite(viewer: Viewer, suite: string, arch: string): Promise<SuiteView> {
  const lanes = allLanes(viewer.config).filter((lane) => isActiveOn(lane, suite, arch));
  const { specs } = await viewer.inventoryOf(suite);
  return {
    name: suite,
    arch,
    specs,
    lanes: await Promise.all(lanes.map(async ({ name }) => laneView(name, await viewer.view(name)))),
  };
}

function laneView(name: string, { selection }: Looked): ActiveLane {
  const excluded = new Map(selection.excluded.map(({ spec, because }) => [spec.id, because]));
  return {
    name,
    selects: new Set(selection.selected.map(({ id }) => id)),
    reasonFor: (id) => excluded.get(id),
  };
}
