/**
 * What a runtime calls for each request: `app.fetch` of Hono, the `fetch` of a Workers module, the handler of
 * `Bun.serve` and `Deno.serve`. Further arguments that a runtime gives (bindings, an execution context, a server)
 * are `Rest` and are passed on as they are.
 */
export type FetchHandler<Rest extends readonly unknown[] = []> = (
  request: Request,
  ...rest: Rest
) => Response | Promise<Response>

/**
 * Wraps a fetch handler in another one, as WSGI middleware wraps a Flask app's `wsgi_app`:
 * `(next) => async (request, ...rest) => next(request, ...rest)`.
 */
export type Middleware = <Rest extends readonly unknown[]>(
  next: FetchHandler<Rest>,
) => FetchHandler<Rest>

/**
 * Puts middleware around a fetch handler. The last one named stands outermost: `pipe(app.fetch, a, b)` is
 * `b(a(app.fetch))`, so that a request passes b, a and the app, and the response comes back the other way.
 *
 * @param handler the innermost handler, such as `app.fetch`
 * @param middleware any number, applied from left to right
 * @throws TypeError when the handler or a middleware is not a function
 */
export function pipe<Rest extends readonly unknown[]>(
  handler: FetchHandler<Rest>,
  ...middleware: readonly Middleware[]
): FetchHandler<Rest> {
  for (const [index, part] of [handler, ...middleware].entries()) {
    if (typeof part !== 'function') {
      throw new TypeError(`pipe: argument ${index + 1} must be a function, not ${typeof part}`)
    }
  }
  return middleware.reduce((next, wrap) => wrap(next), handler)
}
