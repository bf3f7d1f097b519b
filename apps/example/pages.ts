import { html } from 'hono/html'
import type { Html, Page } from './layout.ts'

/** Somebody who is logged in. */
export interface Visitor {
  readonly username: string
  /** How often they opened the home page since they logged in, this time included. */
  readonly visits: number
}

/** Which pages there are to go to from the home page. */
export interface HomeLinks {
  /** The list of a visitor's sessions: with a store. */
  readonly devices: boolean
  /** The inspector: for developers. */
  readonly inspector: boolean
}

/** `GET /`, for a visitor or a stranger. */
export function homePage(visitor: Visitor | undefined, links: HomeLinks): Page {
  const content = visitor === undefined ? strangerContent() : visitorContent(visitor)
  const devices = links.devices && visitor !== undefined
  return {
    title: 'Home',
    content: html`${content}${devices && link('/devices', 'See where you are logged in')}${
      links.inspector && link('/inspector', 'Inspect your session')
    }`,
  }
}

function strangerContent(): Html {
  return html`<h1>You are not logged in</h1>
    <p>Log in with any name. This site keeps no session cookie until you do.</p>
    <p><a class="button" href="/login">Log in</a></p>`
}

function visitorContent({ username, visits }: Visitor): Html {
  return html`<h1>Logged in as ${username}</h1>
    <p>Visits since you logged in: <strong>${visits}</strong></p>
    <form method="post" action="/logout"><button>Log out</button></form>`
}

function link(address: string, name: string): Html {
  return html`<p class="aside"><a href="${address}">${name}</a></p>`
}

/** A form that was refused. */
export interface RefusedLogin {
  /** The field as it was typed. */
  readonly typed: string
  /** What is wrong with it, a sentence. */
  readonly problem: string
}

/** `GET /login`, and the answer to a form that was refused. */
export function loginPage(refused?: RefusedLogin): Page {
  return {
    title: refused === undefined ? 'Log in' : 'Error: Log in',
    content: html`<h1>Log in</h1>
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
  }
}

/** Any unknown address. */
export function notFoundPage(): Page {
  return messagePage('Page not found', html`<p>There is nothing at this address.</p>`)
}

/** A request that was refused, or that failed. What went wrong is told by `errorText`. */
export function errorPage(status: number): Page {
  if (status === 403) return messagePage('Refused')
  return messagePage(status < 500 ? 'Not understood' : 'Something went wrong')
}

/** What went wrong, for a message of the category `error`. */
export function errorText(status: number): string {
  if (status === 403) return 'This form was sent by another site, so nothing was done.'
  if (status < 500) return 'The form that arrived could not be read.'
  if (status === 503) return 'Your session cannot be read right now. Please try again.'
  return 'The page could not be made. Please try again.'
}

function messagePage(title: string, content?: Html): Page {
  return {
    title,
    content: html`<h1>${title}</h1>
      ${content}
      <p><a class="button" href="/">Go to the home page</a></p>`,
  }
}
