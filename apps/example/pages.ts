import { html } from 'hono/html'
import { layout, type Html } from './layout.ts'

/** Somebody who is logged in. */
export interface Visitor {
  readonly username: string
  /** How often they opened the home page since they logged in, this time included. */
  readonly visits: number
}

/** `GET /`, for a visitor or a stranger. */
export function homePage(visitor?: Visitor): Html {
  if (visitor === undefined) return strangerPage()
  return layout(
    'Home',
    html`<h1>Logged in as <bdi>${visitor.username}</bdi></h1>
      <p>Visits since you logged in: <strong>${visitor.visits}</strong></p>
      <form method="post" action="/logout"><button>Log out</button></form>`,
  )
}

function strangerPage(): Html {
  return layout(
    'Home',
    html`<h1>You are not logged in</h1>
      <p>Log in with any name. This site keeps no cookie until you do.</p>
      <p><a class="button" href="/login">Log in</a></p>`,
  )
}

/** A form that was refused. */
export interface RefusedLogin {
  /** The field as it was typed. */
  readonly typed: string
  /** What is wrong with it, a sentence. */
  readonly problem: string
}

/** `GET /login`, and the answer to a form that was refused. */
export function loginPage(refused?: RefusedLogin): Html {
  return layout(
    refused === undefined ? 'Log in' : 'Error: Log in',
    html`<h1>Log in</h1>
      <form method="post" action="/login" novalidate>
        <label for="username">Username</label>
        <input
          id="username"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          autofocus
          value="${refused?.typed ?? ''}"
          ${refused && html`aria-invalid="true" aria-describedby="username-problem"`}
        />
        ${refused && html`<p id="username-problem" class="problem">${refused.problem}</p>`}
        <button>Log in</button>
      </form>`,
  )
}

/** Any unknown address. */
export function notFoundPage(): Html {
  return messagePage('Page not found', 'There is nothing at this address.')
}

/** A request that was refused, or that failed. */
export function errorPage(status: number): Html {
  if (status === 403) {
    return messagePage('Refused', 'This form was sent by another site, so nothing was done.')
  }
  if (status < 500) return messagePage('Not understood', 'The form that arrived could not be read.')
  return messagePage('Something went wrong', 'The page could not be made. Please try again.')
}

function messagePage(title: string, text: string): Html {
  return layout(
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>
      <p><a class="button" href="/">Go to the home page</a></p>`,
  )
}
