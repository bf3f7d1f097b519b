/**
 * Runs a statement, and again while another process holds the lock it needs. It waits between the tries without holding
 * this process up, as SQLite's own `busy_timeout` would; a random while, so that one that writes all the time lets others in.
 *
 * @param patience how long it tries, in milliseconds
 * @throws what the last try threw
 */
export async function whenFree<Result>(patience: number, run: () => Result): Promise<Result> {
  const end = performance.now() + patience
  for (let attempt = 1; ; attempt++) {
    try {
      return run()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= end) throw error
    }
    await pause(Math.random() * Math.min(attempt, LONGEST_PAUSE))
  }
}

// Milliseconds.
const LONGEST_PAUSE = 5

/** SQLITE_BUSY is 5, with details above the low byte; `node:sqlite` calls it `errcode`, `bun:sqlite` `errno`. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { errcode, errno, code } = Object.fromEntries(Object.entries(error))
  if (typeof code === 'string' && code.startsWith('SQLITE_BUSY')) return true
  const number: unknown = errcode ?? errno
  return typeof number === 'number' && (number & 0xff) === 5
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
