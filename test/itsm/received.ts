/** The bytes of a request as nock gives them: text where they are text, else in hexadecimal. */
export function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  const text = String(body)
  return new Uint8Array(/^([0-9a-f]{2})+$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text))
}

/** A form that was sent as `multipart/form-data`. */
export async function formOf(contentType: string | undefined, body: unknown): Promise<FormData> {
  return await new Response(bytesOf(body), { headers: { 'content-type': contentType ?? '' } }).formData()
}

export async function fileOf(form: FormData): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const file = form.get('file')
  if (!(file instanceof File)) throw new Error('The form holds no file.')
  return { name: file.name, bytes: await file.bytes() }
}
