/**
 * Says what is wrong with a secret that a person wrote as text, or `null` when nothing is.
 *
 * It counts what is left when everything predictable is taken away: words of placeholders and examples, doubled
 * characters, runs of the alphabet and of keyboard rows, and what stood there before. Generated secrets of 32 characters or more keep nearly
 * all of theirs.
 */
export function findWeakness(text: string): string | null {
  if (WELL_KNOWN.test(text)) return 'stands in a public README or tutorial'
  if (spreadOf(text) < MIN_SPREAD) return 'repeats a few characters'
  const wordless = text.toLowerCase().replace(WORDS, ' ')
  const left = withoutRepeats(withoutRuns(wordless.replaceAll(/(.)\1+/g, '$1')))
  return left.replaceAll(/[\s_.:-]/g, '').length < MIN_LEFT
    ? 'is made of words, rows of the keyboard or repeats'
    : null
}

// How they begin: the tutorials of Flask and FastAPI, the documentation of h3 and of Directus (two), and the key that
// Django writes into a new project
const WELL_KNOWN =
  /^(?:192b9bdd22ab9e|09d25e094faa6c|80d42cfb-1cd2|255d861b-5ea1|6116487b-cda1|django-insecure-)/

const MIN_SPREAD = 5
const MIN_LEFT = 18

/** How many different characters a text makes use of: 2 to the power of its entropy for each character. */
function spreadOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length)
  return 2 ** bits
}

const WORDS =
  /admin|amet|auth|battery|bigger|base64|bits|bytes|cat|change|characters?|chars|complex|cookie|correct|default|demo|dev(?:elopment)?|dolor|dont|dummy|encrypt(?:ion|ed)?|enough|example|fake|flask|four|from|generated?|here|hono|horse|insecure|ipsum|keep|keyboard|keys?|least|length|letmein|long|lorem|make|me|minimum|more|must|never|node|not|only|openssl|passphrase|passw(?:or)?d|phrase|placeholder|please|private|prod(?:uction)?|rand(?:om)?(?:ly)?|replace|safe|sample|secret|secure|session|should|sign(?:ed|ing)?|sit|six|some(?:thing)?|staple|string|strong|super|teen|test(?:ing)?|that|the|thirty|this|token|two|unsafe|use|user|value|very|welcome|with|your?/g

/** Takes away four and more characters that follow each other in a row, forwards or backwards. */
function withoutRuns(text: string): string {
  let kept = ''
  for (let start = 0; start < text.length;) {
    let end = start + 1
    while (end < text.length && ROWS.includes(text.slice(start, end + 1))) end += 1
    kept += end - start < 4 ? text.slice(start, end) : ' '
    start = end
  }
  return kept
}

const FORWARDS =
  'abcdefghijklmnopqrstuvwxyz 01234567890 0123456789abcdef qwertyuiop asdfghjkl zxcvbnm qwertz azerty ' +
  'qazwsxedcrfvtgbyhnujmikolp 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol'
const ROWS = `${FORWARDS} ${[...FORWARDS].toReversed().join('')}`

/** Takes away every four characters that stood there before. */
function withoutRepeats(text: string): string {
  let kept = ''
  for (let at = 0; at < text.length;) {
    const next = text.slice(at, at + 4)
    const isRepeat = next.length === 4 && text.indexOf(next) < at
    if (!isRepeat) kept += text[at]
    at += isRepeat ? 4 : 1
  }
  return kept
}
