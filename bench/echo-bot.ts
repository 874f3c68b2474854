// A bot as botbuilder's documentation shows it: express, CloudAdapter, one answer to each message. It gets its own
// token for nothing, which the documented one has to ask MSAL for; that is in its favour.
import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication, MessageFactory } from 'botbuilder'
import { ServiceClientCredentialsFactory } from 'botframework-connector'
import express from 'express'

const env = process.env

class GivenToken extends ServiceClientCredentialsFactory {
  override async isValidAppId(appId: string): Promise<boolean> {
    return appId === env['MicrosoftAppId']
  }
  override async isAuthenticationDisabled(): Promise<boolean> {
    return false
  }
  override async createCredentials() {
    return {
      signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
        request.headers.set('authorization', `Bearer ${env['BOT_TOKEN']}`)
        return request
      },
    } as never
  }
}

class EchoBot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      await context.sendActivity(MessageFactory.text(`Echo: ${context.activity.text}`))
      await next()
    })
  }
}

const authentication = new ConfigurationBotFrameworkAuthentication(env as Record<string, string>, new GivenToken())
const adapter = new CloudAdapter(authentication)
adapter.onTurnError = async (_context, error) => {
  process.stderr.write(`${error.stack}\n`)
}
const bot = new EchoBot()
const server = express()
server.use(express.json())
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response, (context) => bot.run(context))
})
const listener = server.listen(0, '127.0.0.1', () => {
  const { port } = listener.address() as { port: number }
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
