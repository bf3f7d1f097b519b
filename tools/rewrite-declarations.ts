/**
 * The last step of `build`, run in a package's folder: lets its declarations import `./x.js`, as its modules do.
 * TypeScript rewrites the specifiers of the modules alone (`rewriteRelativeImportExtensions`).
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Rewrites the declarations in a package's `dist`. A second time it changes nothing. */
export function rewriteDeclarations(home: string): void {
  for (const path of globSync('dist/**/*.d.ts', { cwd: home })) {
    const file = join(home, path)
    const before = readFileSync(file, 'utf8')
    const after = before.replaceAll(RELATIVE_SOURCE, '$1.js$2')
    if (after !== before) writeFileSync(file, after)
  }
}

/** `from './x.ts'` and `import('./x.ts')`. */
const RELATIVE_SOURCE = /((?:from |import |import\()['"]\.[^'"\n]*?)(?<!\.d)\.ts(['"])/g

if (import.meta.main) rewriteDeclarations('.')
