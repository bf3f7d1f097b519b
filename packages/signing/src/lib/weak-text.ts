/**
 * Says what is wrong with a secret that a person wrote as text, or `null` when nothing is.
 *
 * It estimates the entropy of what is left when everything predictable is taken away: words of placeholders and
 * examples, doubled characters, runs of the alphabet and of keyboard rows, and what stood there before. Generated
 * secrets of 32 characters or more keep nearly all of theirs.
 */
export function findWeakness(text: string): string | null {
  if (WELL_KNOWN.test(text)) return 'is from a public README'
  const wordless = text.toLowerCase().replace(WORDS, ' ')
  const left = withoutRepeats(withoutRuns(wordless.replaceAll(/(.)\1+/g, '$1')))
  const characters = left.replaceAll(/[ _.:-]/g, '')
  const bits = characters.length * Math.log2(new Set(characters).size + 1)
  return bits < MIN_BITS ? 'is made of words, keyboard rows or repeats' : null
}

// How they begin: the tutorials of Flask and FastAPI, the documentation of h3 and of Directus (two), and the key that
// Django writes into a new project
const WELL_KNOWN = /^(?:192b9bdd22|09d25e094f|80d42cfb-1|255d861b-5|6116487b-c|django-insecure-)/

// 16 random bytes in hex, the least that generators give, have about 110
const MIN_BITS = 63

const WORDS =
  /battery|bigger|bits|bytes|change|characters|chars|correct|default|development|example|from|here|horse|insecure|ipsum|keyboard|keys?|least|length|long|lorem|minimum|must|only|passw(?:or)?d|phrase|please|private|production|random|replace|secret|secure|session|should|sign(?:ing)?|staple|string|super|test|that|the|thirty|this|token|two|user?|value|very|with|your?/g

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
  '0123456789abcdefghijklmnopqrstuvwxyz 7890 qwertyuiop asdfghjkl zxcvbnm qwertz azerty ' +
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
