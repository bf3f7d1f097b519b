import { execFile, execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { rewriteDeclarations } from './rewrite-declarations.ts'
import { writeReadmeExamples } from './readme-examples.ts'

const run = promisify(execFile)

/** Every package's folder. */
export const packages: readonly string[] = globSync('packages/*/package.json')
  .toSorted()
  .map((manifest) => manifest.replace('/package.json', ''))

/** Builds every package and packs it as it would be published. Gives the archives' paths, in the order of `packages`. */
export async function packAll(folder: string): Promise<string[]> {
  await run('tsc', ['-b', ...packages.map((name) => join(name, 'tsconfig.build.json'))])
  packages.forEach(rewriteDeclarations)
  return Promise.all(packages.map((name) => pack(name, folder)))
}

async function pack(name: string, folder: string): Promise<string> {
  const home = join(folder, name)
  mkdirSync(home, { recursive: true })
  await run('pnpm', ['pack', '--pack-destination', home], { cwd: name })
  const [archive = ''] = globSync(join(home, '*.tgz'))
  return archive
}

/** One file of an archive. */
export interface PackedFile {
  readonly path: string
  readonly text: string
}

/** Unpacks an archive beside itself. */
export function unpack(archive: string): PackedFile[] {
  const home = join(archive, '..')
  const listed = execFileSync('tar', ['-xzvf', archive, '-C', home], { encoding: 'utf8' })
  const paths = listed.trim().split('\n')
  return paths.map((path) => ({
    path: path.replace('package/', ''),
    text: readFileSync(join(home, path), 'utf8'),
  }))
}

/** Makes an empty project with the READMEs' examples; npm installs the archives and what the examples need. */
export async function installPacks(folder: string, archives: readonly string[]): Promise<void> {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  const readmes = globSync('packages/*/README.md').toSorted()
  const examples = readmes.flatMap((readme) => writeReadmeExamples(readme, folder))
  const others = readmes.flatMap(findOthers)
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error']
  const imports = examples.map(({ path }) => `import '${path}'\n`)
  writeFileSync(join(folder, ALL_EXAMPLES), imports.join(''))
  await run('npm', ['install', ...options, ...archives, ...new Set(others)], { cwd: folder })
}

/** The module that imports every example. */
export const ALL_EXAMPLES = 'all-examples.ts'

/** What a README imports from elsewhere or says to install, in the version that its package is tested with. */
function findOthers(readme: string): string[] {
  const text = readFileSync(readme, 'utf8')
  const imports = text.matchAll(/^(?:import|\} from).* from '((?:@[^/']+\/)?[^/':.]+)/gm)
  const installs = text.matchAll(/^npm install (?:-D )?([^#\n]+)/gm)
  const names = Array.from([...imports, ...installs], ([, names = '']) => names.trim().split(' '))
  return ['@types/node', ...names.flat()]
    .filter(isForeign)
    .map((name) => `${name}@${versionOf(name, dirname(readme))}`)
}

/** Neither ours nor an option. */
function isForeign(name: string): boolean {
  return !/^(@costrel\/|-)/.test(name)
}

function versionOf(dependency: string, home: string): string {
  for (const folder of [home, '.']) {
    const [manifest] = globSync(join(folder, 'node_modules', dependency, 'package.json'))
    if (manifest !== undefined) return JSON.parse(readFileSync(manifest, 'utf8')).version
  }
  throw new Error(`the examples of ${home} import ${dependency}, which it does not depend on`)
}
