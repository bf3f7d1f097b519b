import type { SessionState } from '../session-state.ts'

/** Writes a session to its store, after what is being written of it. Nothing can be set meanwhile: nobody would write it. */
export async function oneAtATime<Value>(
  state: SessionState,
  write: () => Promise<Value>,
): Promise<Value> {
  while (state.writing !== undefined) await state.writing
  const work = write()
  state.writing = work.then(ignore, ignore)
  try {
    return await work
  } finally {
    state.writing = undefined
  }
}

/** Whoever waits for a write only waits; its failure is told to whoever asked for it. */
function ignore(_result: unknown): void {}
