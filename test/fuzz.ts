import { strict as assert } from 'node:assert'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { Agent, request } from 'undici'
import { playJourney } from '../simulator/journey.ts'
import type { Service } from './service.ts'

/** Lets the scripted people live a whole day, and keeps every activity that Teams sent of it. */
export async function recordJourney(service: Service): Promise<readonly object[]> {
  const recorded: object[] = []
  const target = `${service.bot.url}/api/messages`
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', async () => {
      const body = Buffer.concat(chunks)
      recorded.push(JSON.parse(body.toString('utf8')))
      const { authorization = '' } = incoming.headers
      const headers = { 'content-type': 'application/json', authorization }
      const answer = await request(target, { method: 'POST', headers, body })
      response.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(await answer.body.text())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  service.teams.connectBot(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`)
  await playJourney(service.teams, 'fr', () => {})
  const camille = service.person('camille')
  await camille.says('', {
    html: '<p>voyez</p>',
    uploads: [{ type: 'image/png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') }],
  })
  service.teams.connectBot(target)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return recorded
}

/** An activity of the record in which something, somewhere, is not as it was. */
function mutated(recorded: readonly object[]): fc.Arbitrary<object> {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(null, undefined, '', [], {}, -1, 1e308, '\u0000', '\ud800', '__proto__', "'; drop table jobs; --"),
    fc.constantFrom('message', 'invoke', 'messageUpdate', 'messageDelete', 'installationUpdate', 'conversationUpdate'),
    fc.constantFrom('x'.repeat(30_000), '<at>'.repeat(2_000), '<b>'.repeat(5_000), '&'.repeat(20_000)),
  )
  const change = fc.record({ where: fc.nat(), value: odd })
  return fc
    .tuple(fc.constantFrom(...recorded), fc.array(change, { minLength: 1, maxLength: 4 }), fc.uuid())
    .map(([original, changes, id]) => {
      const activity = structuredClone(original) as Record<string, unknown>
      // Half of them are new: what was seen before is not even looked at.
      if ((changes[0]?.where ?? 0) % 2 === 0) activity['id'] = id
      for (const { where, value } of changes) {
        const places = placesIn(activity)
        const place = places[where % places.length]
        if (place !== undefined) place.holder[place.key] = value
      }
      return activity
    })
}

interface Place {
  readonly holder: Record<string, unknown>
  readonly key: string
}

/** Every place in it, but what says that the activity is from this Teams: without that it is refused at the door. */
function placesIn(value: unknown, door = true): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder)
    .filter((key) => !(door && (key === 'serviceUrl' || key === 'channelId')))
    .flatMap((key) => [{ holder, key }, ...placesIn(holder[key], false)])
}

const AT_ONCE = 50

/** Sends `count` mutated activities: each gets an answer in time, and none that says that we failed. */
export async function fuzz(service: Service, recorded: readonly object[], count: number): Promise<void> {
  const agent = new Agent({ connections: AT_ONCE, headersTimeout: 15_000 })
  const authorization = `Bearer ${service.teams.identity.channelToken(service.teams.serviceUrl)}`
  const headers = { 'content-type': 'application/json', authorization }
  const send = async (activity: object) => {
    const body = JSON.stringify(activity)
    const answer = await request(`${service.bot.url}/api/messages`, {
      method: 'POST',
      headers,
      body,
      dispatcher: agent,
    })
    await answer.body.text()
    assert.ok(answer.statusCode < 500, `${answer.statusCode} for ${body}`)
  }
  const property = fc.asyncProperty(
    fc.array(mutated(recorded), { minLength: AT_ONCE, maxLength: AT_ONCE }),
    async (activities) => {
      await Promise.all(activities.map(send))
    },
  )
  try {
    await fc.assert(property, { numRuns: Math.ceil(count / AT_ONCE), endOnFailure: true })
  } finally {
    await agent.close()
  }
}
