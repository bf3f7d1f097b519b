/** Who asks: `wrk` where it is there, since it takes less of a core than its server does, and else autocannon. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { isOnPath, pin, start } from '../processes.ts'
import { node } from '../../../tools/runtimes.ts'

/** One request, made as often as the server answers. */
export interface Job {
  readonly url: string
  readonly cookie: string
  /** At least 1 for wrk, which knows whole seconds. */
  readonly seconds: number
}

/** A load generator on a core of its own. */
export interface Load {
  readonly name: string
  /** Responses in a second. Rejects when one of them failed. */
  readonly run: (job: Job) => Promise<number>
  readonly end: () => Promise<void>
}

/** At once, and no request waits for another one's response on its connection. */
export const CONNECTIONS = 32
const LOAD_CORE = 1

/** Starts the one that was asked for, or the lightest that is there. */
export function startLoad(name = isOnPath('wrk') ? 'wrk' : 'autocannon'): Load {
  return name === 'wrk' ? wrk : startAutocannon()
}

const wrk: Load = {
  name: 'wrk',
  async run({ url, cookie, seconds }) {
    const options = ['-t1', `-c${CONNECTIONS}`, `-d${Math.ceil(seconds)}s`]
    const { executable, args } = pin(LOAD_CORE, {
      executable: 'wrk',
      args: [...options, '-H', `cookie: ${cookie}`, url],
    })
    const { stdout } = await promisify(execFile)(executable, [...args])
    const failed = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout)
    if (failed !== null) throw new Error(`${url}: ${failed[0]}`)
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
  },
  end: () => Promise.resolve(),
}

function startAutocannon(): Load {
  const command = { executable: node.executable, args: ['over-http/autocannon.ts'] }
  const { child, end } = start(pin(LOAD_CORE, command))
  return {
    name: 'autocannon',
    async run(job) {
      const answer = once(child, 'message')
      child.send(job)
      const [{ perSecond, failed }] = (await answer) as [{ perSecond: number; failed: number }]
      if (failed > 0) throw new Error(`${job.url}: ${failed} responses failed`)
      return perSecond
    },
    end,
  }
}
