// A bot as botbuilder's documentation shows it: express, CloudAdapter, one answer to each message. Its own token lies
// where MSAL would have put it for the hour: that one request to an https host is all that is spared it.
import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication, MessageFactory } from 'botbuilder'
import { AppCredentials } from 'botframework-connector'
import express from 'express'

const env = process.env

class EchoBot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      await context.sendActivity(MessageFactory.text(`Echo: ${context.activity.text}`))
      await next()
    })
  }
}

const { cache } = AppCredentials as unknown as { cache: Map<string, { accessToken: string; expiresOn: Date }> }
cache.set(`${env['MicrosoftAppId']}${env['ToChannelFromBotOAuthScope']}-cache`, {
  accessToken: env['BOT_TOKEN'] ?? '',
  expiresOn: new Date(Date.now() + 3_600_000),
})

const authentication = new ConfigurationBotFrameworkAuthentication(env as Record<string, string>)
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
