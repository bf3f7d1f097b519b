import { Readable } from 'node:stream'
import { spec, type TestEvent } from 'node:test/reporters'

/**
 * Reports as Node's `spec` does, and says in the last lines on which runtimes the conformance suite ran: one line for
 * each suite named `conformance on …`.
 */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const tally = new Map<string, Counts>()
  const watched = Readable.from(watch(events, tally))
  yield* watched.compose(new spec())
  for (const [suite, { passed, failed }] of tally) {
    yield `${failed === 0 ? '✔' : '✖'} ${suite}: ${passed} passed, ${failed} failed\n`
  }
}

interface Counts {
  passed: number
  failed: number
}

/** Passes all events on. A suite's tests stand between its start and the next one's. */
async function* watch(
  events: AsyncIterable<TestEvent>,
  tally: Map<string, Counts>,
): AsyncGenerator<TestEvent> {
  let counts: Counts | undefined
  for await (const event of events) {
    if (event.type === 'test:start' && event.data.nesting === 0) {
      counts = startSuite(event.data.name, tally)
    }
    if (counts !== undefined) count(event, counts)
    yield event
  }
}

function startSuite(name: string, tally: Map<string, Counts>): Counts | undefined {
  if (!name.startsWith('conformance on ')) return undefined
  const counts = { passed: 0, failed: 0 }
  tally.set(name, counts)
  return counts
}

function count({ type, data }: TestEvent, counts: Counts): void {
  if (type === 'test:pass' && data.nesting === 1) counts.passed += 1
  if (type === 'test:fail' && data.nesting === 1) counts.failed += 1
}
