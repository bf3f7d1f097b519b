import { html } from 'hono/html'
import type { Inspection, Timeout } from './inspector.ts'
import type { Html, Page } from './layout.ts'
import type { LogLine } from './visitor-log.ts'

/** `GET /inspector`, for developers: the visitor's session cookie, and their last log lines. */
export function inspectorPage(
  inspection: Inspection | undefined,
  lines: readonly LogLine[] = [],
): Page {
  const content = inspection === undefined ? strangerContent() : cookieContent(inspection)
  return {
    title: 'Inspector',
    content: html`<h1>Inspector</h1>
      ${content}${linesContent(lines)}`,
  }
}

function strangerContent(): Html {
  return html`<p>This browser sent no valid session cookie.</p>
    <p><a class="button" href="/login">Log in</a></p>`
}

function cookieContent({ cookieName, format, bytes, keys, age, idle, absolute }: Inspection): Html {
  return html`<dl>
      <dt>Cookie</dt>
      <dd><code>${cookieName}</code></dd>
      <dt>Format</dt>
      <dd>${format}</dd>
      <dt id="size">Size</dt>
      <dd>
        <meter aria-labelledby="size" min="0" max="4096" high="3072" value="${bytes}"></meter>
        ${bytes} of 4096 bytes
      </dd>
      <dt>Age</dt>
      <dd>${duration(age)}</dd>
      <dt>Idle timeout</dt>
      <dd>${timeout(idle)}</dd>
      <dt>Absolute timeout</dt>
      <dd>${timeout(absolute)}</dd>
    </dl>
    <table>
      <caption>
        Bytes of each value
      </caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Bytes as JSON</th>
        </tr>
      </thead>
      <tbody>
        ${keys.map(
          ([key, size]) =>
            html`<tr>
              <th scope="row">${key}</th>
              <td>${size}</td>
            </tr>`,
        )}
      </tbody>
    </table>`
}

function linesContent(lines: readonly LogLine[]): Html | '' {
  if (lines.length === 0) return ''
  return html`<h2>Your last log lines</h2>
    <ol class="log">
      ${lines.map(
        ({ time, level, message }) =>
          html`<li><span>${clock(time)} ${level}</span> ${message}</li>`,
      )}
    </ol>`
}

function timeout({ limit, left }: Timeout): string {
  return `${duration(left)} left of ${duration(limit)}`
}

/** `12 h`, `29 min 5 s`. */
function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const shown = parts.filter(([count]) => count > 0).slice(0, 2)
  return shown.map((part) => part.join(' ')).join(' ') || '0 s'
}

/** The time of day, UTC. */
function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 19)
}
