import type { Spec } from '../core/types.ts';

/** Makes a spec in a container, for tests of what is done with specs. */
export function makeSpec(
  text: string,
  labels: readonly string[],
  { pending = false, line = 10, container = 'group', containerLabels = [] as readonly string[] } = {},
): Spec {
  const location = { file: 'a_test.go', line };
  return {
    id: text,
    text: `${container} ${text}`,
    labels: [...containerLabels, ...labels],
    location,
    pending,
    serial: false,
    testIds: [],
    path: [
      { kind: 'suite', text: 'Suite', location: null, labels: [] },
      {
        kind: 'container',
        text: container,
        location: { file: 'a_test.go', line: 1 },
        labels: containerLabels,
      },
      { kind: 'leaf', text, location, labels },
    ],
  };
}
