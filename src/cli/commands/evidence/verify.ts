import { amount } from '../../../core/amount.ts';
import { EXIT, type ExitCode } from '../../../core/errors.ts';
import { oneLine } from '../../../core/terminal.ts';
import { SCHEMA_VERSION } from '../../../core/types.ts';
import { verifyStore } from '../../../evidence/ledger/ledger.ts';
import { existingFolder, withStore } from '../../../evidence/ledger/open.ts';
import { openConfig } from '../../../lanes/open-config.ts';
import { type Context, printJson } from '../../shared/context.ts';
import type { EvidenceVerifyOptions } from './command.ts';

/** Reads every file of the ledger and holds it to its digest. */
export async function verifyEvidence(context: Context, options: EvidenceVerifyOptions): Promise<ExitCode> {
  const config = await openConfig(context.cwd, options.config, context.version);
  return withStore(config, existingFolder(context.cwd, options.evidence), async (store) => {
    const { files, damages } = verifyStore(store);
    if (options.setAside === true && damages.length > 0)
      await store.setAside(damages.map(({ file }) => file));
    if (options.json === true) printJson(context, { schemaVersion: SCHEMA_VERSION, files, damages });
    for (const { file, because } of damages) context.print(`${oneLine(`${file}: ${because}`)}\n`);
    context.note(`${store.title}: ${amount(files, 'file')}, ${damages.length} damaged`);
    if (damages.length > 0 && options.setAside === true) context.note('the damaged ones are in damaged/ now');
    return damages.length === 0 ? EXIT.ok : EXIT.notFine;
  });
}
