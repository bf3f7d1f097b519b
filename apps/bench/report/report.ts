import type { Results } from './results.ts'
import { toHttpTable, toOtherTables, toTable, toVerdictTable } from './tables.ts'

/** RESULTS.md. */
export function toReport(results: Results): string {
  const { machine, date, command, inProcess, overHttp, leftOut } = results
  const parts = ['# Results', `${machine}. ${date}, \`${command}\`.`, '## In one process']
  for (const run of inProcess) {
    parts.push(
      `${run.runtime}, microseconds a request:`,
      toTable(run),
      toVerdictTable(run.verdicts),
    )
  }
  parts.push('## Over HTTP')
  for (const run of overHttp) {
    parts.push(
      `${run.runtime}, requests in a second, asked by ${run.load}; in brackets the part of the floor's:`,
      toHttpTable(run),
      toVerdictTable(run.verdicts),
    )
  }
  parts.push('## Growth and sizes', toOtherTables(results))
  if (leftOut.length > 0) parts.push('## Left out', leftOut.map((line) => `- ${line}`).join('\n'))
  return parts.join('\n\n')
}
