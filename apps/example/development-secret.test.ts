import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { developmentSecret } from './development-secret.ts'

const FILE = '.env.local'

/** The file lies in the working directory: each test has one of its own. */
function enterTemporaryFolder(t: TestContext): void {
  const before = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), 'costrel-'))
  process.chdir(folder)
  t.after(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true })
  })
}

/** A start of the example: the secret, and the lines it told. */
function start(): { readonly secret: string; readonly lines: string } {
  const lines: string[] = []
  return { secret: developmentSecret((line) => lines.push(line)), lines: lines.join('\n') }
}

function permissions(): number {
  return statSync(FILE).mode & 0o777
}

test('makes a secret once, and keeps it for the next start', (t) => {
  enterTemporaryFolder(t)
  const [first, second] = [start(), start()]
  assert.match(first.secret, /^[\w+/]{43}=$/)
  assert.equal(second.secret, first.secret)
  assert.match(first.lines, /^SESSION_SECRET is not set: made one and kept it in \.env\.local.*$/)
  assert.match(second.lines, /^SESSION_SECRET is not set: using the one kept in \.env\.local$/)
  assert.ok(!`${first.lines}${second.lines}`.includes(first.secret))
})

test('lets nobody else read the file', (t) => {
  enterTemporaryFolder(t)
  const { secret } = start()
  assert.equal(readFileSync(FILE, 'utf8'), `SESSION_SECRET=${secret}\n`)
  assert.equal(permissions(), 0o600)
})

test('adds the secret to a file that has other lines, and closes it to others', (t) => {
  enterTemporaryFolder(t)
  writeFileSync(FILE, 'OTHER=1\nSESSION_SECRET=', { mode: 0o644 })
  const { secret } = start()
  assert.equal(readFileSync(FILE, 'utf8'), `OTHER=1\nSESSION_SECRET=\nSESSION_SECRET=${secret}\n`)
  assert.equal(start().secret, secret)
  assert.equal(permissions(), 0o600)
})

test('makes a secret for this run alone where none can be kept', (t) => {
  enterTemporaryFolder(t)
  mkdirSync(FILE)
  const [first, second] = [start(), start()]
  assert.match(first.lines, /made one for this run alone, since .+ cannot be written \(EISDIR\)$/)
  assert.notEqual(first.secret, second.secret)
})
