declare const shape: unique symbol

/** The type of a column that holds a `Value` as JSON text; the text is a string to the database and to nobody else. */
export type Json<Value> = string & { readonly [shape]: Value }

export function toJson<Value>(value: Value): Json<Value> {
  return JSON.stringify(value) as Json<Value>
}

/** Reads what `toJson` wrote. Our own rows are trusted: what comes from outside is parsed with zod before it is kept. */
export function fromJson<Value>(text: Json<Value>): Value {
  return JSON.parse(text)
}
