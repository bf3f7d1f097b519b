/**
 * Loaded before every test file. Puts the stand-ins in place of the logger and of signing, remembers each cookie that
 * is set, and fails the file at its end when a log line holds a secret, a cookie or a token.
 */
import { registerHooks } from 'node:module'
import { noteSecret, writeWatched } from './watch.ts'

const STAND_INS = new Map([
  ['@costrel/logger', new URL('logger.ts', import.meta.url).href],
  ['@costrel/signing', new URL('signing.ts', import.meta.url).href],
])

registerHooks({
  resolve(specifier, context, next) {
    const url = STAND_INS.get(specifier)
    return url === undefined
      ? next(specifier, context)
      : { url, format: 'module-typescript', shortCircuit: true }
  },
})

const { append } = Headers.prototype
Headers.prototype.append = function (name, value) {
  if (name.toLowerCase() === 'set-cookie') noteSecret(/^[^=]*=([^;]*)/.exec(value)?.[1] ?? '')
  append.call(this, name, value)
}

process.on('exit', () => {
  const { LOG_WATCH: file } = process.env
  if (file === undefined) return
  const { leaks } = writeWatched(file)
  for (const line of leaks) console.error(`a log line holds a secret, cookie or token: ${line}`)
  if (leaks.length > 0) process.exitCode = 1
})
