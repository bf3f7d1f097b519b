/**
 * `check:package`, run in a package's folder: packs it as it would be published, and lets publint and attw look at it.
 * Both read the packed file, so they see what npm would see: `publishConfig` applied, catalogs resolved.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'costrel-pack-'))
try {
  run('pnpm', ['pack', '--pack-destination', folder])
  const [tarball = ''] = readdirSync(folder)
  run('publint', ['run', join(folder, tarball), '--strict'])
  run('attw', [join(folder, tarball), '--profile', 'esm-only'])
} finally {
  rmSync(folder, { recursive: true })
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'inherit' })
}
