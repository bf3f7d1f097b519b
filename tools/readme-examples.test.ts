import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { writeReadmeExamples } from './readme-examples.ts'

const examples = [
  ...writeReadmeExamples('README.md', 'apps/example'),
  ...writeReadmeExamples('COMING-FROM-FLASK.md', 'apps/example'),
  ...globSync('packages/*/README.md')
    .toSorted()
    .flatMap((readme) => writeReadmeExamples(readme)),
]

for (const { name, path } of examples) {
  test(`${name} runs`, () => import(pathToFileURL(resolve(path)).href))
}

test('every package has a README with an example', () => {
  for (const manifest of globSync('packages/*/package.json')) {
    const readme = manifest.replace('package.json', 'README.md')
    assert.ok(
      examples.some(({ name }) => name.startsWith(readme)),
      `${readme} has no example`,
    )
  }
})

test('the examples are of the right types', () => {
  execFileSync('tsc', [...FLAGS, ...examples.map(({ path }) => path)], { stdio: 'inherit' })
})

const FLAGS =
  '--ignoreConfig --noEmit --strict --allowImportingTsExtensions --skipLibCheck --target es2024 --module nodenext --types node'.split(
    ' ',
  )
