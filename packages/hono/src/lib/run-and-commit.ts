import type { CommitOptions, Session, SessionBase, Sessions, WaitUntil } from '@costrel/session'
import type { Context } from 'hono'
import { claimCookie, type Mount } from './mounts.ts'
import { replaceResponse } from './replace-response.ts'

/** Runs the rest of the app with its session, and commits that to the response that came of it. */
export async function runAndCommit<Data extends object>(
  c: Context,
  next: () => Promise<void>,
  sessions: Pick<Sessions<Data>, 'direct' | 'abandon'>,
  session: Session<Data>,
  mount: Mount,
): Promise<void> {
  c.set(mount.as, session)
  try {
    await next()
  } catch (error) {
    mount.handedOver(c)?.({ status: 500, user: undefined })
    await sessions.abandon(session)
    throw error
  }
  // A handler that returned nothing: Hono answers 500, behind our back.
  if (!c.finalized) return sessions.abandon(session)
  const options = commitOptions(c, session, mount)
  try {
    if (session.isTouched) claimCookie(c, session.cookieName, mount.as)
    const committed = sessions.direct.commit(session, c.res, options)
    replaceResponse(c, committed instanceof Promise ? await committed : committed)
  } catch (error) {
    // A cookie that cannot be made, or is another session's, is Hono's to answer for, by a 500: what a 500 keeps of a
    // session is kept.
    replaceResponse(c, await sessions.direct.commit(session, c.res, { ...options, status: 500 }))
    throw error
  }
}

/** Most requests do not touch their session, and need none. */
function commitOptions(c: Context, session: SessionBase, mount: Mount): CommitOptions | undefined {
  const contribute = mount.handedOver(c)
  if (contribute === undefined && !session.isTouched) return undefined
  return { contribute, waitUntil: leaveBehind(c) }
}

/**
 * Asked only at need: Hono's getter throws where the runtime has no execution context, which costs as much as a read. The
 * work is waited for then.
 */
const leaveBehind =
  (c: Context): WaitUntil =>
  (work) => {
    try {
      return c.executionCtx.waitUntil(work)
    } catch {
      return work
    }
  }
