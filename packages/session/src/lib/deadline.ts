/**
 * Waits for a promise, but not for ever.
 *
 * @param milliseconds how long at most
 * @throws Error when there was no answer by then (rejects); what comes later is dropped
 */
export function withDeadline<Value>(
  pending: Value | Promise<Value>,
  milliseconds: number,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error(`no answer in ${milliseconds} ms`))
    const timer = setTimeout(giveUp, milliseconds)
    const settle =
      <Result>(end: (result: Result) => void) =>
      (result: Result): void => {
        clearTimeout(timer)
        end(result)
      }
    Promise.resolve(pending).then(settle(resolve), settle(reject))
  })
}
