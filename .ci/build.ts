// Builds dist/: the bundled library and command line, the types, the schemas, the notices of what is bundled.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { writeDeclarations } from './declarations.ts';

process.chdir(join(import.meta.dirname, '..'));
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const unfit = nodeThatLeavesOut(process.env['npm_config_user_agent'] ?? '');
if (unfit !== undefined)
  console.error(
    `With Node.js ${unfit}, npm leaves out packages of the tests: for more than npm start, run npm ci with Node.js 20.19 or newer.`,
  );

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const { metafile } = await build({
  entryPoints: ['src/index.ts', 'src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  minify: true,
  legalComments: 'none',
  metafile: true,
  define: { LANEKEEPER_VERSION: JSON.stringify(version) },
  // Some dependencies are CommonJS and ask for Node's own modules.
  banner: {
    js: "import { createRequire as lanekeeperRequire } from 'node:module'; const require = lanekeeperRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync('dist/cli.js', 0o755);
// The style and the script of report pages, which go into them as they are.
await build({
  entryPoints: ['src/site/client/main.ts', 'src/site/client/site.css'],
  outdir: 'dist/site',
  bundle: true,
  minify: true,
  target: ['chrome123', 'firefox120', 'safari17.5'],
  legalComments: 'none',
  logLevel: 'warning',
});
await writeDeclarations();
cpSync('src/cli/schemas', 'dist/schemas', { recursive: true });
cpSync('src/nodes/qemu-system/agent', 'dist/agent', { recursive: true });
mkdirSync('dist/wasm');
const WASM = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-go/tree-sitter-go.wasm'];
for (const file of WASM) cpSync(join('node_modules', file), join('dist/wasm', basename(file)));
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(metafile, WASM));

/** The version of the Node.js that installs, where npm finds it too old for optional packages; another runs them. */
function nodeThatLeavesOut(userAgent: string): string | undefined {
  const [, installing, ...numbers] = /\bnode\/v((\d+)\.(\d+)\.\d+)/.exec(userAgent) ?? [];
  const [major = 0, minor = 0] = numbers.map(Number);
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  return fits ? undefined : installing;
}

/** Text of the licences of every package that ended up in the bundle. */
function notices({ inputs }: Metafile, copied: readonly string[]): string {
  const folders = [
    ...Object.keys(inputs).flatMap(
      (input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
    ),
    ...copied.map((file) => join('node_modules', dirname(file))),
  ];
  const parts = [...new Set(folders)].toSorted().map((folder) => {
    const {
      name,
      version: packageVersion,
      license,
    } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${packageVersion}\n\n${text}\n`;
  });
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}
