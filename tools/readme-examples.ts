import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One example of a README, written out as a module. */
export interface ReadmeExample {
  /** `packages/http/README.md, example 1`. */
  readonly name: string
  /** The module's path. */
  readonly path: string
}

/**
 * Writes the ```ts blocks of a README to modules in the git-ignored folder `.readme`, where the imports of that package
 * resolve. Each block is a whole module; an HTML comment right behind it that begins with `check` is added to it, for
 * assertions that a reader does not need to see.
 *
 * @param readme path of the README
 * @param home the folder whose dependencies the examples use; by default the README's own
 */
export function writeReadmeExamples(
  readme: string,
  home: string = dirname(readme),
): ReadmeExample[] {
  const folder = join(home, '.readme')
  const prefix = readme.replaceAll(/\W+/g, '-')
  mkdirSync(folder, { recursive: true })
  const blocks = readFileSync(readme, 'utf8').matchAll(BLOCK)
  return Array.from(blocks, ([, code = '', check = ''], index) => {
    const path = join(folder, `${prefix}-${index + 1}.ts`)
    rmSync(path, { force: true })
    writeFileSync(path, `${code}${check}\nexport {}\n`)
    return { name: `${readme}, example ${index + 1}`, path }
  })
}

const BLOCK = /^```ts\n(.*?)^```\n(?:\s*<!-- check\n(.*?)-->)?/gms
