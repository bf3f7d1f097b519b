import type { SessionBase, Sessions, WaitUntil } from '@costrel/session'
import type { Context } from 'hono'
import { claimCookie, type Mount } from './mounts.ts'
import { replaceResponse } from './replace-response.ts'

/** Runs the rest of the app, and commits the session to the response that came of it. */
export async function runAndCommit(
  c: Context,
  next: () => Promise<void>,
  sessions: Pick<Sessions, 'commit' | 'abandon'>,
  session: SessionBase,
  mount: Mount,
): Promise<void> {
  try {
    await next()
  } catch (error) {
    mount.handedOver(c)?.({ status: 500, user: undefined })
    await sessions.abandon(session)
    throw error
  }
  // A handler that returned nothing: Hono answers 500, behind our back.
  if (!c.finalized) return sessions.abandon(session)
  if (session.isTouched) claimCookie(c, session.cookieName, mount.as)
  const waitUntil: WaitUntil = (work) => leaveBehind(c, work)
  const options = { contribute: mount.handedOver(c), waitUntil }
  try {
    replaceResponse(c, await sessions.commit(session, c.res, options))
  } catch (error) {
    // A cookie that cannot be made is Hono's to answer for, by a 500: what a 500 keeps of a session is kept.
    replaceResponse(c, await sessions.commit(session, c.res, { ...options, status: 500 }))
    throw error
  }
}

/**
 * Asked only at need: Hono's getter throws where the runtime has no execution context, which costs as much as a read. The
 * work is waited for then.
 */
function leaveBehind(c: Context, work: Promise<unknown>): unknown {
  try {
    return c.executionCtx.waitUntil(work)
  } catch {
    return work
  }
}
