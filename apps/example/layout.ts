import { renderFlashedMessages, type RenderableMessage } from '@costrel/flash'
import { html, raw } from 'hono/html'

/** Escaped HTML. */
export type Html = ReturnType<typeof html>

/** What a visitor sees below the site's name. */
export interface Page {
  readonly title: string
  readonly content: Html
  /** Default: the reader's own scheme. */
  readonly theme?: 'light' | 'dark'
}

/** The frame around every page, with the messages that are shown on it. */
export function layout(
  { title, content, theme }: Page,
  messages: readonly RenderableMessage[] = [],
): Html {
  return html`<!doctype html>
    <html lang="en" ${theme && html`data-theme="${theme}"`}>
      <head>
        <meta charset="utf-8" />
        <title>${title} · Costrel example</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header><a href="/">Costrel example</a></header>
        <main>${raw(renderFlashedMessages(messages))}${content}</main>
      </body>
    </html>`
}
