import { join } from 'node:path';
import { readSourceInventory, type SourcedInventory } from '../source/inventory.ts';
import { REPOSITORY, temporaryFolder } from './cli.ts';

/** Folder of a suite of every construct that can be read, and one of those that can't. */
export const CONSTRUCTS = join(REPOSITORY, 'fixtures/constructs');
export const DYNAMIC = join(REPOSITORY, 'fixtures/dynamic');

const IMPORTS = `import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
)

var _, _, _, _ = fmt.Sprint, os.Getenv, strings.Join, time.Second
`;

/** Makes the folder of a Ginkgo suite with this code in it, and perhaps other files. */
export const suiteFolder = (code: string, files: Readonly<Record<string, string>> = {}): string =>
  temporaryFolder({
    'go.mod': 'module example.org/suite\n\ngo 1.24\n\nrequire github.com/onsi/ginkgo/v2 v2.28.1\n',
    'suite_test.go': `package suite_test\n\n${IMPORTS}\nfunc TestSuite(t *testing.T) { RunSpecs(t, "suite") }\n\n${code}\n`,
    ...files,
  });

/** Reads what the source of such a suite tells. */
export const readCode = (
  code: string,
  files: Readonly<Record<string, string>> = {},
  arch = 'arm64',
): Promise<SourcedInventory> =>
  readSourceInventory('suite', suiteFolder(code, files), { arch, tags: [] }, true);
