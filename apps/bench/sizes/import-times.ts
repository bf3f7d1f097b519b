import { median } from '../median.ts'
import { execute } from '../processes.ts'
import { node } from '../../../tools/runtimes.ts'

const PACKAGES = ['@costrel/session', '@costrel/hono', 'iron-session', 'hono-sessions']

/** Milliseconds until a package is there, the median of seven processes. Ours from source, so they hold the removal of types. */
export function measureImportTimes(): { name: string; ms: number }[] {
  return PACKAGES.map((name) => {
    const args = ['sizes/import-time.ts', name]
    const times = Array.from({ length: 7 }, () =>
      Number(execute({ executable: node.executable, args })),
    )
    return { name, ms: median(times) }
  })
}
