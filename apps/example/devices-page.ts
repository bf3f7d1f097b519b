import type { UserSession } from '@costrel/session'
import { html } from 'hono/html'
import type { Html, Page } from './layout.ts'

/** `GET /devices`: the user's sessions, the one used last first. */
export function devicesPage(user: string, sessions: readonly UserSession[], now: number): Page {
  return {
    title: 'Your devices',
    content: html`<h1>Your devices</h1>
      <table class="devices">
        <caption>
          Where ${user} is logged in
        </caption>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">Logged in</th>
            <th scope="col">Last seen</th>
            <th scope="col">End it</th>
          </tr>
        </thead>
        <tbody>
          ${sessions.map((session) => row(session, now))}
        </tbody>
      </table>
      <div class="actions">
        ${sessions.some(({ isCurrent }) => !isCurrent) && button('/devices/end-others', 'End all others')}
        ${button('/devices/end-all', 'Log out everywhere')}
        <p><a href="/">Go to the home page</a></p>
      </div>`,
  }
}

function row(
  { id, isCurrent, label = 'Unknown browser', createdAt, lastSeenAt }: UserSession,
  now: number,
): Html {
  return html`<tr>
    <th scope="row">${label}</th>
    <td>${ago(createdAt, now)}</td>
    <td>${ago(isCurrent ? now : lastSeenAt, now)}</td>
    <td>${isCurrent ? html`<strong>This one</strong>` : endForm(id, label)}</td>
  </tr>`
}

/** The button's name says which one it ends, also to those who do not see the row. */
function endForm(id: string, label: string): Html {
  return html`<form method="post" action="/devices/end">
    <input type="hidden" name="id" value="${id}" />
    <button class="small">End<span class="unseen"> ${label}</span></button>
  </form>`
}

function button(action: string, name: string): Html {
  return html`<form method="post" action="${action}"><button>${name}</button></form>`
}

/** A time as people say it; the exact one, UTC, is behind it. */
function ago(time: number, now: number): Html {
  const exact = new Date(time).toISOString()
  return html`<time datetime="${exact}" title="${exact}">${relative(now - time)}</time>`
}

function relative(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return 'now'
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`
}

/** `/devices` where the sessions are in their visitors' cookies. */
export function noDevicesPage(): Page {
  return {
    title: 'No list of devices',
    content: html`<h1>No list of devices</h1>
      <p>
        This site keeps each session in its visitor’s cookie, so it cannot know of the others, nor
        end them. It can when it keeps them in a store: start it with
        <code>SESSION_STORE=sqlite</code>.
      </p>
      <p><a class="button" href="/">Go to the home page</a></p>`,
  }
}
