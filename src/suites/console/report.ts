import { identify } from '../../core/spec-identity.ts';
import { OUTCOMES, type Outcome, type Spec } from '../../core/types.ts';
import { type Fields, flag, number, objects, readJsonObject, text, texts } from '../fields.ts';
import { type SpecResult, type SuiteReport, SuiteReportError } from '../types.ts';

/** Reads what `lanekeeper console` wrote. Throws `SuiteReportError`. */
function readFields(report: string): Fields {
  const fields = readJsonObject(report);
  if (number(fields, 'consoleReport', 0) !== 1)
    throw new SuiteReportError('found no report of console steps');
  return fields;
}

/** The steps as specs of one container. */
export function readConsoleSpecs(report: string): readonly Spec[] {
  const fields = readFields(report);
  const [name, file, common] = [text(fields, 'name'), text(fields, 'file'), texts(fields, 'labels')];
  const steps = objects(fields, 'specs');
  const specs = steps.map((step) => {
    const location = { file, line: number(step, 'line') };
    const labels = texts(step, 'labels');
    return {
      text: `${name} ${text(step, 'name')}`,
      labels: [...new Set([...common, ...labels])],
      location,
      pending: false,
      serial: true,
      path: [
        { kind: 'suite', text: '', location: null, labels: [] },
        { kind: 'container', text: name, location: { file, line: 1 }, labels: common },
        { kind: 'leaf', text: text(step, 'name'), location, labels },
      ] satisfies Spec['path'],
    };
  });
  return identify(specs);
}

export function readConsoleReport(report: string): SuiteReport {
  const fields = readFields(report);
  const file = text(fields, 'file');
  return {
    succeeded: flag(fields, 'succeeded'),
    specs: objects(fields, 'specs').map((step): SpecResult => {
      const outcome = outcomeOf(text(step, 'outcome'));
      const message = typeof step['message'] === 'string' ? step['message'] : undefined;
      const location = { file, line: number(step, 'line') };
      const started = outcome !== 'notrun' && outcome !== 'skipped';
      return {
        text: `${text(fields, 'name')} ${text(step, 'name')}`,
        location,
        outcome,
        attempts: started
          ? [{ outcome, ...(message === undefined ? {} : { failure: { message, location } }) }]
          : [],
        startedAt: typeof step['startedAt'] === 'string' ? step['startedAt'] : null,
        seconds: number(step, 'seconds'),
        ...(outcome === 'skipped' && message !== undefined ? { skipReason: message } : {}),
        output: text(step, 'transcript', ''),
      };
    }),
    suiteFailures: [],
    specialReasons: [],
    labelFilter: text(fields, 'labelFilter'),
    seed: number(fields, 'seed'),
    dryRun: flag(fields, 'dryRun'),
    focused: false,
  };
}

function outcomeOf(word: string): Outcome {
  const outcome = OUTCOMES.find((known) => known === word);
  if (outcome === undefined) throw new SuiteReportError(`found the outcome ${JSON.stringify(word)}`);
  return outcome;
}
