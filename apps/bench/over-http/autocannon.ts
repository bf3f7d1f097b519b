/** autocannon in a process of its own: a job is a message, and so is what came of it. */
import autocannon from 'autocannon'
import { CONNECTIONS, type Job } from './load.ts'

process.on('message', (job: Job) => {
  void run(job)
})

async function run({ url, cookie, seconds }: Job): Promise<void> {
  const result = await autocannon({
    url,
    headers: { cookie },
    duration: seconds,
    connections: CONNECTIONS,
    sampleInt: 50,
  })
  const took = (result.finish.getTime() - result.start.getTime()) / 1000
  const failed = result.errors + result.timeouts + result.non2xx
  process.send?.({ perSecond: result['2xx'] / took, failed })
}
