import type { RequestHandler } from 'express'
import { transact } from '../../services/db/transact.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { enqueueHint, isSigned } from '../../services/itsm/hint.ts'
import type { Context } from '../context.ts'
import { readBody } from '../teams/body.ts'

/** So many bodies are held at once, 256 KB each at most. */
const MOST_AT_ONCE = 32
const SIGNATURE = /^sha256=[0-9a-f]{64}$/

/**
 * `POST /hooks/<connection>`: a ticket system says that something changed there. It is believed where it is signed with the
 * connection's `webhookSecret`; what it says is not read. A connection without one, and one that is not there, look alike.
 */
export function hearHint(context: Context): RequestHandler {
  const { db, now, config, log, metrics } = context
  /** When this replica has those asked next who chose a connection: until then a further hint changes nothing. */
  const planned = new Map<string, number>()
  let underWay = 0
  return async (request, response) => {
    const answer = (status: number) => {
      if (status >= 400) metrics.refused(status)
      response.status(status).end()
    }
    const signature = request.get('x-hub-signature') ?? ''
    const connection = config.ticketSystems.find(({ name }) => name === request.params['name'])
    const secret = connection?.credentials['webhookSecret']
    // What is not even signed is not read.
    if (connection === undefined || secret === undefined || !SIGNATURE.test(signature)) return answer(401)
    if (underWay >= MOST_AT_ONCE) return answer(503)
    underWay += 1
    try {
      if (!isSigned(secret, await readBody(request), signature)) return answer(401)
      if ((planned.get(connection.name) ?? 0) <= now())
        planned.set(connection.name, await transact(db, (tx) => enqueueHint({ ...context, db: tx }, connection)))
      answer(202)
    } catch (error) {
      if (!(error instanceof ServiceDeskError)) throw error
      // Whoever is answered so sends it again.
      if (error.code === 'invalid') return answer(error.reason === 'too-big' ? 413 : 400)
      log.warn({ error }, 'A webhook could not be noted.')
      answer(503)
    } finally {
      underWay -= 1
    }
  }
}
