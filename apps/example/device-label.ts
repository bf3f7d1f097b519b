/**
 * Names a browser for its owner, such as `Firefox on Windows`, by what it says of itself. A hint for people, of a header
 * that can say anything: nothing may be decided by it.
 */
export function deviceLabel(userAgent: string | undefined): string {
  const text = userAgent ?? ''
  const browser = nameIn(text, BROWSERS) ?? 'Unknown browser'
  const system = nameIn(text, SYSTEMS)
  return system === undefined ? browser : `${browser} on ${system}`
}

type Names = readonly (readonly [sign: RegExp, name: string])[]

function nameIn(text: string, names: Names): string | undefined {
  return names.find(([sign]) => sign.test(text))?.[1]
}

/** Browsers name those that they descend from as well, so the youngest come first. */
const BROWSERS: Names = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/.+\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
]

/** iPads of today say that they are Macs; Android says Linux too. */
const SYSTEMS: Names = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac(?:intosh| OS X)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]
