/** All that the command sees of the world. */
export interface CommandIo {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * The text of a file.
   *
   * @throws Error when it cannot be read
   */
  readFile(path: string): string
  /** Everything on standard input. */
  readInput(): Promise<string>
  /** Writes to standard output. */
  write(output: string): void
  /** Writes to standard error. */
  writeError(output: string): void
  /** Milliseconds since the epoch. */
  now(): number
  /** That many unpredictable bytes. */
  randomBytes(length: number): Uint8Array
}
