import type { Contribute, SessionBase, Sessions } from '@costrel/session'
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
    await sessions.abandon(session)
    throw error
  }
  // A handler that returned nothing: Hono answers 500, behind our back.
  if (!c.finalized) return sessions.abandon(session)
  if (session.isTouched) claimCookie(c, session.cookieName, mount.as)
  await commit(c, sessions, session, mount.handedOver(c))
}

/** A cookie that cannot be made is Hono's to answer for, by a 500: what a 500 keeps of a session is kept. */
async function commit(
  c: Context,
  sessions: Pick<Sessions, 'commit'>,
  session: SessionBase,
  contribute: Contribute | undefined,
): Promise<void> {
  const waitUntil = (work: Promise<unknown>): unknown => finishBehind(c, work)
  try {
    replaceResponse(c, await sessions.commit(session, c.res, { contribute, waitUntil }))
  } catch (error) {
    replaceResponse(c, await sessions.commit(session, c.res, { contribute, status: 500 }))
    throw error
  }
}

/** Where the runtime has no execution context, which Hono's getter tells by a throw, the work is waited for. */
function finishBehind(c: Context, work: Promise<unknown>): unknown {
  try {
    return c.executionCtx.waitUntil(work)
  } catch {
    return work
  }
}
