import { html } from 'hono/html'

/** Escaped HTML. */
export type Html = ReturnType<typeof html>

/** The frame around every page. */
export function layout(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
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
        <main>${content}</main>
      </body>
    </html>`
}
