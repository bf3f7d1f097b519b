import { readMembers, type Member } from '../itsdangerous/read-json.ts'
import { FLASK_STYLE, writeObject } from '../itsdangerous/write-json.ts'
import { TAGS } from './tag.ts'
import { readTagged } from './untag.ts'

/** A session's keys, each with its value's text and nodes. */
export type Members = ReadonlyMap<string, Member>

/**
 * Splits a session's JSON into its keys.
 *
 * @returns null when it is no object, or a tag in it has not what Flask writes under it
 */
export function splitSession(text: string): Members | null {
  const members = unescape(readMembers(text))
  for (const { node } of members?.values() ?? []) {
    if (readTagged(node) === undefined) return null
  }
  return members ?? null
}

/** The JSON of a session of texts by key, byte for byte as Flask writes it. */
export function joinSession(texts: ReadonlyMap<string, string>): string {
  const [entry, another] = texts
  if (entry === undefined || another !== undefined || !TAGS.has(entry[0])) {
    return writeObject(texts, FLASK_STYLE)
  }
  const escaped = writeObject(new Map([[`${entry[0]}__`, entry[1]]]), FLASK_STYLE)
  return writeObject(new Map([[' di', escaped]]), FLASK_STYLE)
}

/** A session is a dict like any other: one whose only key is a tag was escaped. */
function unescape(members: Members | undefined): Members | undefined {
  const [entry, another] = members ?? []
  if (entry === undefined || another !== undefined || !TAGS.has(entry[0])) return members
  const [inner, more] = (entry[0] === ' di' && readMembers(entry[1].text)) || []
  if (inner === undefined || more !== undefined || !inner[0].endsWith('__')) return undefined
  return new Map([[inner[0].slice(0, -2), inner[1]]])
}
