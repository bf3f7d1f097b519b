/** SECURITY-TESTS.md names tests: each of them is there. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'

const DOCUMENT = readFileSync(
  new URL('../../SECURITY-TESTS.md', import.meta.url),
  'utf8',
).replaceAll('\\_', '_')

/** `file.test.ts`: "describe › test", in a cell. */
const NAMED = /`([\w./-]+\.test\.ts)`: "([^"]+)"/g

describe('SECURITY-TESTS.md', () => {
  for (const [, file = '', name = ''] of DOCUMENT.matchAll(NAMED)) {
    test(`names ${file}: ${name}`, () => {
      const url = new URL(file, import.meta.url)
      assert.ok(existsSync(url), 'the file is not there')
      const source = readFileSync(url, 'utf8')
      const [first = '', ...rest] = name.split(' › ')
      assert.ok(isNamed(source, first), `no test or describe '${first}'`)
      for (const part of rest) assert.ok(isText(source, part), `nothing is named '${part}'`)
    })
  }

  test('names a test for each advisory and race', () => {
    const [, advisories = '', races = ''] = DOCUMENT.split(/^## /m)
    const rows = [...advisories.split('\n'), ...races.split('\n')].filter(
      (line) => line.startsWith('| ') && !/^\| (advisory|race|-)/.test(line),
    )
    assert.ok(rows.length >= 25)
    for (const row of rows) assert.ok([...row.matchAll(NAMED)].length > 0, row)
  })

  test('has every advisory that a session of ours was asked about', () => {
    const asked = [
      'CVE-2023-30861',
      'CVE-2026-27205',
      'CVE-2025-47278',
      'CVE-2026-39324',
      'CVE-2023-48309',
      'CVE-2024-35220',
      'CVE-2024-31999',
      'CVE-2022-25896',
      'CVE-2026-39410',
      'CVE-2026-47675',
      'CVE-2026-56762',
      'CVE-2024-47764',
      'CVE-2023-26136',
      'CVE-2024-28176',
    ]
    for (const advisory of asked) assert.ok(DOCUMENT.includes(`| ${advisory} `), advisory)
  })
})

/** Whether a test or a group of tests has this name. */
function isNamed(source: string, name: string): boolean {
  return ["'", '"', '`'].some(
    (quote) =>
      source.includes(`test(${quote}${name}${quote}`) ||
      source.includes(`describe(${quote}${name}${quote}`),
  )
}

/** Whether the name is there as a text: of a test, or of a row in a table of them. */
function isText(source: string, name: string): boolean {
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`))
}
