import { oneLine } from '../../../core/terminal.ts';
import type { ProwJob } from '../../../planning/ci/prow-import.ts';
import { findFilters } from '../../../planning/trace/calls.ts';
import type { Context } from '../../shared/context.ts';
import { type TraceSettings, traceWith } from '../../shared/tracing.ts';

/** Label filter that a job gives Ginkgo, or the reason why there is none. */
export type JobFilter = { readonly labelFilter?: string; readonly because?: string };

/**
 * Finds the label filter of a job: what the job says itself, else what its script computes, which is run for it
 * with stand-ins.
 */
export async function filterOfJob(
  context: Context,
  { name, env, command }: ProwJob,
  settings: TraceSettings & { readonly script?: string },
): Promise<JobFilter> {
  const [given] = findFilters([{ name, args: command, env }]);
  const labelFilter =
    given?.labelFilter ?? Object.entries(env).find(([key]) => /(^|_)LABEL_FILTER$/.test(key))?.[1];
  if (labelFilter !== undefined) return { labelFilter };
  const { script } = settings;
  if (script === undefined || !command.some((word) => word.includes(script))) return {};
  context.note(`tracing ${script} for the job ${name}`);
  const traced = await traceWith(context, [`./${script}`], settings, { ...env, JOB_NAME: name });
  const [found] = findFilters(traced.calls);
  if (found !== undefined) return { labelFilter: found.labelFilter };
  const because = oneLine(`${script} ${traced.end} before Ginkgo: ${traced.tail.trim().split('\n').at(-1)}`);
  context.note(`${name}: ${because}`);
  return { because };
}
