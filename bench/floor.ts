// The least that can be done: verify the token, make one keep-alive POST. No store, no order, no second try.
import { createPublicKey, verify } from 'node:crypto'
import { createServer } from 'node:http'
import { Agent, request as send } from 'undici'

const env = process.env
const { keys } = (await (await fetch(env['KEYS_URL'] ?? '')).json()) as {
  keys: { kid: string; n: string; e: string }[]
}
const known = new Map(
  keys.map(({ kid, n, e }) => [kid, createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })] as const),
)
const dispatcher = new Agent({ connections: 64, pipelining: 1 })
const parsed = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

function admitted(authorization: string | undefined, serviceUrl: string): boolean {
  const [head = '', body = '', signature = ''] = authorization?.slice('Bearer '.length).split('.') ?? []
  const { kid } = parsed(head)
  const claims = parsed(body)
  const key = known.get(kid)
  return (
    key !== undefined &&
    claims.aud === env['MicrosoftAppId'] &&
    claims.exp * 1000 > Date.now() &&
    claims.serviceurl === serviceUrl &&
    verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))
  )
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const activity = JSON.parse(Buffer.concat(chunks).toString())
    if (!admitted(request.headers.authorization, activity.serviceUrl)) {
      response.writeHead(401).end()
      return
    }
    const url = `${activity.serviceUrl}v3/conversations/${encodeURIComponent(activity.conversation.id)}/activities`
    const answer = await send(url, {
      method: 'POST',
      dispatcher,
      headers: { authorization: `Bearer ${env['BOT_TOKEN']}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'message', text: activity.text }),
    })
    await answer.body.text()
    response.writeHead(200).end()
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
