/** What `changeset version` will make of the workspace, by a copy of its manifests in a repository of its own. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '..')
const FILES = ['package.json', 'pnpm-workspace.yaml', '.changeset']
const MEMBERS = ['{packages,apps}/*/package.json', 'runtime-tests/package.json']
const COMMIT = '-c user.name=test -c user.email=test@example.test commit --quiet --message all'

test('the changesets release every public package, all with one version', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'costrel-release-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const members = globSync(MEMBERS, { cwd: ROOT })
  for (const path of [...FILES, ...members]) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  }
  const run = (command: string, args: string): unknown =>
    execFileSync(command, args.split(' '), { cwd: folder, stdio: 'pipe' })
  run('git', 'init --quiet --initial-branch main')
  run('git', 'add .')
  run('git', COMMIT)
  run(join(ROOT, 'node_modules/.bin/changeset'), 'status --output plan.json')
  const plan: Plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'))
  const released = plan.releases.filter(({ type }) => type !== 'none')
  assert.deepEqual(
    released.map(({ name }) => name).toSorted(),
    members.flatMap(publicName).toSorted(),
  )
  assert.equal(new Set(released.map(({ newVersion }) => newVersion)).size, 1)
})

interface Plan {
  readonly releases: readonly {
    readonly name: string
    /** `none` where a package only depends on one that is released. */
    readonly type: string
    readonly newVersion: string
  }[]
}

function publicName(path: string): string[] {
  const manifest: { name: string; private?: boolean } = JSON.parse(
    readFileSync(join(ROOT, path), 'utf8'),
  )
  return manifest.private === true ? [] : [manifest.name]
}
