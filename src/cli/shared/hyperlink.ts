import { pathToFileURL } from 'node:url';
import { createSupportsHyperlinks } from 'supports-hyperlinks';

const ESCAPE = '\u001b]8;;';
const END = '\u001b\\';

let supported: { readonly stdout: boolean; readonly stderr: boolean } | undefined;

/** Text by which a terminal opens a file, where it can, as OSC 8 says. */
export function hyperlink(text: string, path: string, stream: 'stdout' | 'stderr' = 'stdout'): string {
  supported ??= {
    stdout: createSupportsHyperlinks(process.stdout),
    stderr: createSupportsHyperlinks(process.stderr),
  };
  return supported[stream] && text !== ''
    ? `${ESCAPE}${pathToFileURL(path).href}${END}${text}${ESCAPE}${END}`
    : text;
}
