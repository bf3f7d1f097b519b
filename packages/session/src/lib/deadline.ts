/**
 * Waits for a promise, but not for ever.
 *
 * @param milliseconds how long at most
 * @throws Error when there was no answer by then (rejects); what comes later is dropped
 */
export async function withDeadline<Value>(
  pending: Value,
  milliseconds: number,
): Promise<Awaited<Value>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds} ms`)), milliseconds)
  })
  try {
    return await Promise.race([pending, late])
  } finally {
    clearTimeout(timer)
  }
}
