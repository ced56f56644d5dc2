import type { Config } from '../../lanes/config.ts';
import { createFeatureFinder } from '../../status/features/find.ts';
import { suiteOfDocument } from './decisions.ts';
import type { StatusDocument } from './status-documents.ts';

/** Creates a function that gives the one name of a feature, whatever a document calls it. */
export function createNamer(config: Config) {
  const finders = new Map<StatusDocument, ReturnType<typeof createFeatureFinder>>();
  return (document: StatusDocument, feature: string): string => {
    const find =
      finders.get(document) ??
      createFeatureFinder(
        config.features?.value ?? { features: {} },
        suiteOfDocument({ config }, document),
        config.settings.value.defaults.suite,
      );
    finders.set(document, find);
    const found = find(feature);
    return found === undefined
      ? feature
      : `${found.name}${found.variant === null ? '' : ` (${found.variant})`}`;
  };
}
