import type { SessionBase, Sessions, WaitUntil } from '@costrel/session'
import type { Context, ExecutionContext } from 'hono'
import { claimCookie, handedOver } from './mounts.ts'
import { replaceResponse } from './replace-response.ts'

/** Runs the rest of the app, and commits the session to the response that came of it. */
export async function runAndCommit(
  c: Context,
  next: () => Promise<void>,
  sessions: Pick<Sessions, 'commit' | 'abandon'>,
  session: SessionBase,
  as: string,
): Promise<void> {
  try {
    await next()
  } catch (error) {
    await sessions.abandon(session)
    throw error
  }
  // A handler that returned nothing: Hono answers 500, behind our back.
  if (!c.finalized) return sessions.abandon(session)
  if (session.isTouched) claimCookie(c, session.cookieName, as)
  const contribute = handedOver(c, as)
  const waitUntil: WaitUntil = (work) => leaveBehind(c, work)
  try {
    replaceResponse(c, await sessions.commit(session, c.res, { contribute, waitUntil }))
  } catch (error) {
    // A cookie that cannot be made is Hono's to answer for, by a 500: what a 500 keeps of a session is kept.
    replaceResponse(c, await sessions.commit(session, c.res, { contribute, status: 500 }))
    throw error
  }
}

/** Asked only at need: Hono's getter throws where the runtime has no execution context, which costs as much as a read. */
function leaveBehind(c: Context, work: Promise<unknown>): Promise<unknown> | void {
  let context: ExecutionContext
  try {
    context = c.executionCtx
  } catch {
    return work
  }
  context.waitUntil(work)
}
