import {
  type Activity,
  CloudAdapterBase,
  type ConversationReference,
  INVOKE_RESPONSE_KEY,
  type InvokeResponse,
  type ResourceResponse,
  TurnContext,
} from 'botbuilder'
import {
  type AuthenticateRequestResult,
  BotFrameworkAuthentication,
  ClaimsIdentity,
  ConnectorClient,
  type ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector'
import { ServiceDeskError } from '../../services/errors.ts'
import type { Authenticator, Caller, Origins } from './authenticator.ts'
import type { Connector, Outgoing } from './connector.ts'

/** What is done with an activity; its answer goes back to an invoke. */
export type TurnLogic = () => Promise<InvokeResponse | undefined>

/** Bot Framework's adapter as the service uses it: no `TurnContext` leaves this file. */
export interface Adapter {
  /** Runs a turn for an activity of a caller who is known and may bring it. */
  run(caller: Caller, activity: Origins, logic: TurnLogic): Promise<InvokeResponse | undefined>
}

/** botframework-connector's own client, made once for each service URL: it reads rosters and teams. */
export interface ConnectorClients {
  /** Throws `forbidden` for a host that our token may not go to. */
  of(serviceUrl: string): ConnectorClient
}

interface Needs {
  readonly authenticator: Authenticator
  readonly connector: Pick<Connector, 'send' | 'update' | 'remove'>
  readonly clients: ConnectorClients
}

export function createAdapter(needs: Needs): Adapter {
  return new DeskAdapter(needs)
}

const MOST_CLIENTS = 1_000

export function createConnectorClients(
  token: () => Promise<string>,
  mayReceiveToken: (url: string) => boolean,
): ConnectorClients {
  const known = new Map<string, ConnectorClient>()
  const credentials = {
    async signRequest<Request extends { headers: { set(name: string, value: string): unknown } }>(request: Request) {
      request.headers.set('authorization', `Bearer ${await token()}`)
      return request
    },
  }
  return {
    of(serviceUrl) {
      if (!mayReceiveToken(serviceUrl)) throw new ServiceDeskError('forbidden', 'The service host is not allowed.')
      const client = known.get(serviceUrl) ?? new ConnectorClient(credentials as never, { baseUri: serviceUrl })
      if (known.size < MOST_CLIENTS) known.set(serviceUrl, client)
      return client
    },
  }
}

/**
 * The framework's authentication, which is ours: one issuer and the checks of `authenticator.ts`. The stock routing, which
 * also admits other issuers and skips checks, is never called.
 */
class TeamsAuthentication extends BotFrameworkAuthentication {
  readonly #authenticator: Authenticator
  readonly #factory: ConnectorFactory

  constructor(authenticator: Authenticator, clients: ConnectorClients) {
    super()
    this.#authenticator = authenticator
    this.#factory = { create: async (serviceUrl) => clients.of(serviceUrl) }
  }

  /** Of a caller whom the authenticator has identified. */
  resultFor(caller: Caller, activity: Origins): AuthenticateRequestResult {
    this.#authenticator.requireOrigin(caller, activity)
    return { audience: AUDIENCE, claimsIdentity: IDENTITY, callerId: CALLER, connectorFactory: this.#factory }
  }

  override async authenticateRequest(activity: Activity, authorization: string): Promise<AuthenticateRequestResult> {
    return this.resultFor(await this.#authenticator.identify(authorization), activity)
  }

  override async authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    throw new ServiceDeskError('forbidden', 'Teams does not stream.')
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.#factory
  }

  override async createUserTokenClient(): Promise<UserTokenClient> {
    return NO_USER_TOKENS
  }
}

const AUDIENCE = 'https://api.botframework.com'
const CALLER = 'urn:botframework:azure'
const IDENTITY = new ClaimsIdentity([], true)

/** Nobody signs in through the bot yet: whoever asks for a user's token hears so. */
const NO_USER_TOKENS = new Proxy({} as UserTokenClient, {
  get(_target, name) {
    if (typeof name === 'symbol' || name === 'then') return undefined
    throw new ServiceDeskError('not-supported', 'The service holds no tokens of users.')
  },
})

class DeskAdapter extends CloudAdapterBase implements Adapter {
  readonly #authentication: TeamsAuthentication
  readonly #connector: Needs['connector']
  readonly #clients: ConnectorClients

  constructor({ authenticator, connector, clients }: Needs) {
    const authentication = new TeamsAuthentication(authenticator, clients)
    super(authentication)
    this.#authentication = authentication
    this.#connector = connector
    this.#clients = clients
  }

  async run(caller: Caller, activity: Origins, logic: TurnLogic): Promise<InvokeResponse | undefined> {
    const result = this.#authentication.resultFor(caller, activity)
    const answer = async (context: TurnContext) => {
      const value = await logic()
      if (value !== undefined) context.turnState.set(INVOKE_RESPONSE_KEY, { type: 'invokeResponse', value })
    }
    return await this.processActivity(result, activity as Activity, answer)
  }

  /**
   * As the framework's own, in one step: the client of a service URL and the users' tokens are at hand, and its three
   * asynchronous steps to get them cost a message 5 % of its time.
   */
  override async processActivity(
    caller: string | AuthenticateRequestResult,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    const result =
      typeof caller === 'string' ? await this.#authentication.authenticateRequest(activity, caller) : caller
    if (result.callerId !== undefined) activity.callerId = result.callerId
    const context = new TurnContext(this, activity)
    const { turnState } = context
    turnState.set(this.BotIdentityKey, result.claimsIdentity)
    turnState.set(this.ConnectorClientKey, this.#clients.of(activity.serviceUrl))
    turnState.set(this.UserTokenClientKey, NO_USER_TOKENS)
    turnState.set(this.ConnectorFactoryKey, result.connectorFactory)
    turnState.set(this.OAuthScopeKey, result.audience)
    await this.runMiddleware(context, logic)
    if (activity.type !== 'invoke') return undefined
    return turnState.get(INVOKE_RESPONSE_KEY)?.value ?? { status: 501 }
  }

  /**
   * Calls the logic as it is: no middleware is registered, and the framework's revocable proxies around the context, which
   * would cost as much as the rest of a relay, protect nothing here.
   */
  protected override async runMiddleware(context: TurnContext, logic: (context: TurnContext) => Promise<void>) {
    await logic(context)
  }

  override use(): never {
    throw new Error('Middleware would not be run: see runMiddleware.')
  }

  /** Sends as the service sends everything: one attempt, a time limit, Teams' limits kept. */
  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const sent: ResourceResponse[] = []
    for (const activity of activities) {
      if (activity.type === 'invokeResponse') context.turnState.set(INVOKE_RESPONSE_KEY, activity)
      else sent.push({ id: (await this.#connector.send(conversationOf(activity), outgoing(activity))) ?? '' })
    }
    return sent
  }

  override async updateActivity(_context: TurnContext, activity: Partial<Activity>): Promise<ResourceResponse> {
    const id = activity.id ?? ''
    await this.#connector.update(conversationOf(activity), id, outgoing(activity))
    return { id }
  }

  override async deleteActivity(_context: TurnContext, reference: Partial<ConversationReference>): Promise<void> {
    await this.#connector.remove(conversationOf(reference), reference.activityId ?? '')
  }
}

function conversationOf({ serviceUrl, conversation }: Partial<ConversationReference>) {
  if (serviceUrl === undefined || conversation === undefined)
    throw new ServiceDeskError('invalid', 'An activity must say where it goes.')
  return { serviceUrl, conversationId: conversation.id }
}

function outgoing({ text, textFormat, summary, attachments }: Partial<Activity>): Outgoing {
  return {
    type: 'message',
    ...(text === undefined ? {} : { text }),
    ...(textFormat === 'xml' ? { textFormat } : {}),
    ...(summary === undefined ? {} : { summary }),
    ...(attachments === undefined ? {} : { attachments: attachments as NonNullable<Outgoing['attachments']> }),
  }
}
