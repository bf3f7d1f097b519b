/** Every package as npm would see it: what is in the archive, and whether its README holds in an empty project. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { ALL_EXAMPLES, installPacks, packages, packAll, unpack } from './packs.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'costrel-packs-'))
const project = join(folder, 'project')
let archives: string[] = []

before(async () => {
  archives = await packAll(folder)
  await installPacks(project, archives)
})

after(() => rmSync(folder, { recursive: true, force: true }))

for (const [index, name] of packages.entries()) {
  test(`${name}: nothing of the workspace is left in the archive`, () => {
    for (const { path, text } of unpack(archives[index] ?? '')) {
      assert.doesNotMatch(path, /\.test\.|tsbuildinfo/)
      if (path === 'package.json') checkManifest(text)
      if (/^dist\/.*\.(js|d\.ts)$/.test(path)) assert.doesNotMatch(text, SOURCE_SPECIFIER, path)
    }
  })
}

function checkManifest(text: string): void {
  assert.doesNotMatch(text, /workspace:|catalog:/)
  const { exports, imports, bin, dependencies } = JSON.parse(text)
  assert.doesNotMatch(JSON.stringify([exports, imports, bin]), /src\/|\.ts"/)
  assert.doesNotMatch(JSON.stringify(dependencies ?? {}), /file:|link:/)
}

/** An import of a source file. */
const SOURCE_SPECIFIER = /(?:from|import)\s*\(?\s*['"]\.[^'"\n]*(?<!\.d)\.ts['"]/

describe('the examples of all READMEs run in an empty project', { concurrency: true }, () => {
  for (const runtime of ['node', 'bun']) {
    test(`on ${runtime}`, async () => {
      await run(runtime, [ALL_EXAMPLES], { cwd: project })
    })
  }
})

describe('the examples and our declarations are of the right types', () => {
  const options = '--noEmit --strict --target es2024 --types node --allowImportingTsExtensions'
  for (const module of ['--module nodenext', '--module esnext --moduleResolution bundler']) {
    test(`with ${module}`, async () => {
      const args = [...`${options} ${module}`.split(' '), ALL_EXAMPLES]
      const { stdout } = await run('tsc', args, { cwd: project }).catch(readOutput)
      assert.deepEqual(stdout.split('\n').filter(isOurs), [])
    })
  }
})

/** What a failed `tsc` printed. */
function readOutput(error: unknown): { readonly stdout: string } {
  assert.ok(error instanceof Error && 'stdout' in error && typeof error.stdout === 'string')
  return { stdout: error.stdout }
}

/** Declarations of others are not ours to mend. */
function isOurs(line: string): boolean {
  return line.includes('error TS') && !/^node_modules\/(?!@costrel\/)/.test(line)
}
