/** What a form of a page sent, by the ids of its fields. */
export type Fields = Readonly<Record<string, string>>

/** What was filled, as Teams would send it: several choices with commas, a toggle that is off as `false`. Pure. */
export function fieldsIn(body: Readonly<Record<string, unknown>>): Fields {
  const toggles = [body['_toggle'] ?? []].flat().map((id) => [String(id), 'false'] as const)
  const filled = Object.entries(body).flatMap(([key, value]) =>
    key.startsWith('_') ? [] : [[key, [value].flat().map(String).join(',')] as const],
  )
  return Object.fromEntries([...toggles, ...filled])
}
