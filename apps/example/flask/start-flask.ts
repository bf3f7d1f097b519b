import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { findFlasks, type Flask } from './flasks.ts'

/** A Flask app that runs. */
export interface RunningFlask {
  /** Such as `http://127.0.0.1:49152`. */
  readonly origin: string
  stop(): void
}

/**
 * Starts `app.py` on a free port, by the first of these Pythons that has Flask. It ends with this process, too.
 *
 * @throws Error when none has Flask, or `app.py` ends before it listens (rejects)
 */
export async function startFlask(
  secretKey: string,
  flasks: readonly Flask[] = findFlasks(),
): Promise<RunningFlask> {
  const flask = flasks.find(({ skip }) => skip === false)
  if (flask === undefined) throw new Error(MISSING)
  const env = { PATH: process.env['PATH'], SECRET_KEY: secretKey }
  const server = spawn(flask.python, [SCRIPT], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(server, 'close').then(([code]) => {
    throw new Error(`app.py ended before it listened, with code ${code}`)
  })
  const [port] = await Promise.race([once(server.stdout, 'data'), ended])
  ended.catch(() => {}) // from here on its end is wanted
  return { origin: `http://127.0.0.1:${Number(port)}`, stop: () => void server.kill() }
}

const MISSING =
  'No python3 here has Flask. Install it: apt-get install python3-flask (Debian), or python3 -m pip install flask'

const SCRIPT = fileURLToPath(new URL('app.py', import.meta.url))
