import type { FlashEnv } from '@costrel/hono'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { layout, type Page } from './layout.ts'

/** The categories of messages: how the layout draws them. */
export type Category = 'success' | 'error'

/** Answers with a page, and with the messages that wait for this visitor. */
export function show(
  c: Pick<Context<FlashEnv<Category>>, 'var' | 'html'>,
  page: Page,
  status: ContentfulStatusCode = 200,
) {
  return c.html(layout(page, c.var.getFlashedMessages({ withCategories: true })), status)
}

/** A form's field as it was typed; empty when the form has no such text. A body that is no form at all is a 400. */
export async function readField(c: Context, name: string): Promise<string> {
  const form = await c.req.parseBody().catch((cause: unknown) => {
    throw new HTTPException(400, { cause })
  })
  const { [name]: value } = form
  return typeof value === 'string' ? value : ''
}
