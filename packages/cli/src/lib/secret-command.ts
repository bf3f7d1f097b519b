import type { Command } from './command.ts'
import { oneOf, wholeNumber } from './flags.ts'

/** `costrel secret`: a new secret. */
export const secretCommand: Command = {
  name: 'secret',
  summary: 'make a secret',
  flags: [
    { name: '--bytes', value: 'N', help: 'how many random bytes, 32 to 1024 (32)' },
    { name: '--format', value: 'FORMAT', help: 'base64url or hex (base64url)' },
  ],
  examples: ['costrel secret', 'echo "SESSION_SECRET=$(costrel secret --bytes 48)" >> .env'],
  run(flags, io) {
    const length = wholeNumber(flags, '--bytes', 32, 1024) ?? 32
    const format = oneOf(flags, '--format', ['base64url', 'hex'])
    io.write(`${Buffer.from(io.randomBytes(length)).toString(format)}\n`)
    return 0
  },
}
