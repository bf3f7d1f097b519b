import { isBroken, type Verdict } from './verdict.ts'

/**
 * Whether each margin is kept at least once. What a busy machine did, it does not do every time; what is slow is slow every
 * time. Runs again only while something stays broken.
 */
export async function keepsMargins(
  attempts: number,
  run: (attempt: number) => Promise<readonly Verdict[]>,
): Promise<boolean> {
  let broken: ReadonlyMap<string, Verdict> | undefined
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const again = new Map((await run(attempt)).filter(isBroken).map((found) => [found.what, found]))
    broken = new Map([...again].filter(([what]) => broken?.has(what) ?? true))
    if (broken.size === 0) return true
    for (const { what, value, margin } of broken.values()) {
      console.error(
        `${what}: ${value.toFixed(2)} is beyond ${margin} (run ${attempt} of ${attempts})`,
      )
    }
  }
  return false
}
