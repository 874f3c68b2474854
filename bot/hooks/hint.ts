import type { RequestHandler } from 'express'
import { transact } from '../../services/db/transact.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { enqueueHint, isSigned } from '../../services/itsm/hint.ts'
import type { Context } from '../context.ts'
import { readBody } from '../teams/body.ts'

/**
 * `POST /hooks/<connection>`: a ticket system says that something changed there. It is believed where it is signed with the
 * connection's `webhookSecret`; what it says is not read. A connection without one, and one that is not there, look alike.
 */
export function hearHint(context: Context): RequestHandler {
  const { db, now, config, metrics } = context
  /** When those are asked next who chose a connection: until then a further hint changes nothing. */
  const planned = new Map<string, number>()
  return async (request, response) => {
    const connection = config.ticketSystems.find(({ name }) => name === request.params['name'])
    const secret = connection?.credentials['webhookSecret'] ?? ''
    try {
      const body = await readBody(request)
      if (connection === undefined || secret === '' || !isSigned(secret, body, request.get('x-hub-signature') ?? ''))
        throw new ServiceDeskError('forbidden', 'The webhook is not signed as it should be.')
      if ((planned.get(connection.name) ?? 0) <= now())
        planned.set(connection.name, await transact(db, (tx) => enqueueHint({ ...context, db: tx }, connection)))
      response.status(202).end()
    } catch (error) {
      if (!(error instanceof ServiceDeskError)) throw error
      const status = error.code === 'forbidden' ? 401 : error.reason === 'too-big' ? 413 : 400
      metrics.refused(status)
      response.status(status).end()
    }
  }
}
