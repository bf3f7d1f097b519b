/**
 * Writes `.dev.vars`, from which `wrangler dev` takes the Worker's bindings, unless it is there: the secret of this
 * developer's machine, and `DEVELOPMENT`. The file is git-ignored, and nobody else may read it.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { readProcess } from './process.ts'

const FILE = '.dev.vars'

if (!existsSync(FILE)) {
  const lines = Object.entries(readProcess().bindings).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(FILE, lines.join(''), { mode: 0o600, flag: 'wx' })
  console.log(`made ${FILE}`)
}
