/** Says on the error output what happens now, since when, and replaces it where that is a terminal. */
export function progress(text: string): void {
  const seconds = Math.round(performance.now() / 1000)
  const line = `${String(seconds).padStart(5)} s  ${text}`
  process.stderr.write(process.stderr.isTTY ? `\r${line} …\x1b[K` : `${line}\n`)
}

/** Ends the line, so that a table may follow. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}
