import type { Context } from 'hono'

/** Puts another response in the place of the one that is there. Assigning over it would keep its old cookies. */
export function replaceResponse(c: Context, response: Response): void {
  if (response === c.res) return
  c.res = undefined
  c.res = response
}
