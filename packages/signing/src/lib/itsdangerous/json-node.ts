/** A number as it stands in a JSON text: `1`, `1.0` and `1e+16` are three things to Python. */
export interface JsonNumber {
  readonly source: string
}

/** JSON as it is between text and value: nothing of it is lost, and keys keep their order. */
export type JsonNode = null | boolean | string | JsonNumber | JsonNode[] | Map<string, JsonNode>
