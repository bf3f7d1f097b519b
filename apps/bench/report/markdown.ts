/** A table whose first column is text and whose others are numbers. */
export function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0), 3))
  const line = (row: readonly string[]): string => {
    const cells = widths.map((width, column) => {
      const text = row[column] ?? ''
      return column === 0 ? text.padEnd(width) : text.padStart(width)
    })
    return `| ${cells.join(' | ')} |`
  }
  const rules = widths.map(
    (width, column) => '-'.repeat(width - (column && 1)) + (column ? ':' : ''),
  )
  return [line(head), `| ${rules.join(' | ')} |`, ...rows.map(line)].join('\n')
}
