import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A Flask app that runs. */
export interface RunningFlask {
  /** Such as `http://127.0.0.1:49152`. */
  readonly origin: string
  stop(): void
}

/**
 * Starts `app.py` by `python3` on a free port. It ends with this process, too.
 *
 * @throws Error when it ends before it listens: python3 or Flask are missing (rejects)
 */
export async function startFlask(secretKey: string): Promise<RunningFlask> {
  const script = fileURLToPath(new URL('app.py', import.meta.url))
  const env = { PATH: process.env['PATH'], SECRET_KEY: secretKey }
  const python = spawn('python3', [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(python, 'close').then(() => {
    throw new Error('app.py has ended; it needs python3 with Flask (Debian: python3-flask)')
  })
  const [port] = await Promise.race([once(python.stdout, 'data'), ended])
  ended.catch(() => {}) // from here on its end is wanted
  return { origin: `http://127.0.0.1:${Number(port)}`, stop: () => void python.kill() }
}
