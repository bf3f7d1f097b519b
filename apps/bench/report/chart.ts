/** The bar chart of the README: what a session adds to its framework's request, on a logarithmic scale. */
import * as echarts from 'echarts'
import { FLOOR } from '../peers/names.ts'
import type { JudgedRun } from './results.ts'
import { addedBy } from './tables.ts'

/** The chart as SVG. */
export function drawChart({ rows, runtime }: JudgedRun): string {
  const shown = rows.filter(({ kind }) => kind !== 'base').toReversed()
  const size = { width: 900, height: 100 + 26 * shown.length }
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size })
  const added = (request: 'read' | 'write') =>
    shown.map((row) => ({
      value: Number((addedBy(rows, row, request) / 1000).toFixed(1)),
      itemStyle: colorOf(row.name, request),
    }))
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: `What a session adds to a request, microseconds (${runtime})`, left: 'center' },
    grid: { left: 270, right: 60, top: 50, bottom: 40 },
    xAxis: { type: 'log', min: 1, name: 'µs' },
    yAxis: { type: 'category', data: shown.map(({ name }) => name) },
    series: (['write', 'read'] as const).map((name) => ({
      name,
      type: 'bar',
      data: added(name),
      label: { show: true, position: 'right', formatter: `{c} ${name}`, fontSize: 10 },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

function colorOf(name: string, request: 'read' | 'write'): { color: string } {
  if (name === FLOOR) return { color: request === 'read' ? '#777777' : '#aaaaaa' }
  if (name.startsWith('costrel')) return { color: request === 'read' ? '#1b7a4b' : '#6cc196' }
  return { color: request === 'read' ? '#37598f' : '#8fabd6' }
}
