#!/usr/bin/env node
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

import { runCommand } from './lib/run-command.ts'

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  readFile: (path) => readFileSync(path, 'utf8'),
  readInput: () => text(process.stdin),
  write: (output) => process.stdout.write(output),
  writeError: (output) => process.stderr.write(output),
  now: Date.now,
  randomBytes,
})
