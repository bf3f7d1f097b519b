/**
 * A time as Flask writes it: the IMF-fixdate of RFC 9110 §5.6.7, of whole seconds. Null when it is no date of the years
 * 100 to 9999: Python has none later, and reads an earlier year as one of the 20th or 21st century.
 */
export function formatHttpDate(date: Date): string | null {
  const year = date.getUTCFullYear()
  return year >= 100 && year <= 9999 ? date.toUTCString() : null
}

/** The time behind {@link formatHttpDate}, or null when the text is no such date. The day's name is not looked at. */
export function parseHttpDate(text: string): Date | null {
  const [, day = '', name = '', year = '', time = ''] = DATE.exec(text) ?? []
  const month = String(MONTHS.indexOf(name) + 1).padStart(2, '0')
  const date = new Date(`${year}-${month}-${day}T${time}Z`)
  return formatHttpDate(date)?.slice(4) === text.slice(4) ? date : null
}

const DATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
