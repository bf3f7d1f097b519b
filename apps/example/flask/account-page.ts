import { html } from 'hono/html'
import type { Html, Page } from '../layout.ts'

/** What our side needs of the session that Flask began. */
export interface Account {
  readonly username?: string
  readonly theme?: 'light' | 'dark'
}

/** `GET /account`, the page that has moved. */
export function accountPage({ username, theme }: Account): Page {
  const content = username === undefined ? strangerContent() : accountContent(username)
  return { title: 'Your account', content, ...(theme !== undefined && { theme }) }
}

function strangerContent(): Html {
  return html`<h1>You are not logged in</h1>
    <p>This page is Costrel's. Whoever logs in at Flask is logged in here.</p>
    <form action="/login"><button name="next" value="account">Log in</button></form>`
}

function accountContent(username: string): Html {
  return html`<h1>The account of ${username}</h1>
    <p>This page is Costrel's. What you save here, <a href="/">Flask's page</a> shows.</p>
    <form method="post" action="/account">
      <p>
        <button name="theme" value="light">Light</button>
        <button name="theme" value="dark">Dark</button>
      </p>
    </form>
    <form method="post" action="/account/logout"><button>Log out</button></form>`
}
