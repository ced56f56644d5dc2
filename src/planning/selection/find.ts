import { distance } from 'fastest-levenshtein';
import type { Spec } from '../../core/types.ts';

/** Specs that a person meant, and how they were recognised. */
export type FoundSpecs = {
  readonly by: 'text' | 'test_id' | 'place' | 'label' | 'similarity';
  readonly specs: readonly Spec[];
};

/** Finds specs by text, `test_id`, `file:line`, label or similar words: the first way that finds some. */
export function findSpecs(specs: readonly Spec[], query: string): FoundSpecs | undefined {
  for (const { by, matcher } of WAYS) {
    const matches = matcher(query);
    const found = matches === undefined ? [] : specs.filter(matches);
    if (found.length > 0) return { by, specs: found };
  }
  return undefined;
}

type Matches = (spec: Spec) => boolean;

const WAYS: readonly { by: FoundSpecs['by']; matcher: (query: string) => Matches | undefined }[] = [
  { by: 'text', matcher: (query) => (spec) => spec.text === query || spec.id === query },
  { by: 'test_id', matcher: byTestId },
  { by: 'place', matcher: byPlace },
  { by: 'text', matcher: (query) => (spec) => spec.text.includes(query) },
  { by: 'text', matcher: (query) => includesIgnoringCase(query) },
  {
    by: 'label',
    matcher: (query) => (spec) => spec.labels.some((label) => label.toLowerCase() === query.toLowerCase()),
  },
  { by: 'similarity', matcher: bySimilarWords },
];

function byTestId(query: string): Matches | undefined {
  const id = /^\[?(?:test_id:)?(\d+)\]?$/.exec(query.trim())?.[1];
  return id === undefined ? undefined : (spec) => spec.testIds.includes(id);
}

/** Matches specs by a place, `file:line`; that of a container means all specs in it. */
function byPlace(query: string): Matches | undefined {
  const [, file, line] = /^(.+\.[a-z]+):(\d+)$/.exec(query.trim()) ?? [];
  if (file === undefined) return undefined;
  return ({ path }) =>
    path.some(({ location }) => location?.line === Number(line) && `/${location.file}`.endsWith(`/${file}`));
}

function includesIgnoringCase(query: string): Matches {
  const lower = query.toLowerCase();
  return (spec) => spec.text.toLowerCase().includes(lower);
}

/** Matches specs in whose text every word of the query stands, or a word that is a slip away from it. */
function bySimilarWords(query: string): Matches | undefined {
  const wanted = words(query);
  if (wanted.length === 0) return undefined;
  return (spec) => {
    const present = words(spec.text);
    return wanted.every((word) =>
      present.some((candidate) => candidate.includes(word) || isSlip(word, candidate)),
    );
  };
}

const words = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const isSlip = (word: string, candidate: string): boolean =>
  word.length > 3 && distance(word, candidate) <= Math.floor(word.length / 4);
