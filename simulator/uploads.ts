import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Router as createRouter, type Router } from 'express'
import type { Json } from './chats.ts'
import type { Faults } from './faults.ts'

/** A picture out of the clipboard (without a name), or a file that somebody picked. */
export interface Upload {
  readonly name?: string
  readonly type: string
  readonly bytes: Uint8Array
}

export interface Uploads {
  readonly router: Router
  /** Keeps them, and gives them as everybody sees them, and as the bot is told of them. */
  keep(uploads: readonly Upload[], isPersonal: boolean): Kept
}

interface Kept {
  readonly shown: readonly { readonly contentType: string; readonly content: Json }[]
  readonly wire: readonly Json[]
  /** What stands for them in the message's HTML. */
  readonly html: string
}

interface Needs {
  readonly base: () => string
  readonly isBotToken: (authorization: string | undefined) => boolean
  readonly faults: Faults
}

/**
 * Where Teams keeps what people attach. Pictures lie at the connector, behind the bot's token; files lie in the sender's
 * own folder, behind a link that opens by itself, and only in a personal chat is a bot told of it.
 */
export function createUploads({ base, isBotToken, faults }: Needs): Uploads {
  const kept = new Map<string, Upload>()
  const router = createRouter()
  router.get(['/teams/v3/attachments/:id/views/original', '/uploads/:id'], async (request, response) => {
    const upload = kept.get(String(request.params.id))
    const fault = faults.strike('download', upload?.name ?? '')
    if (fault?.delayMs !== undefined) await wait(fault.delayMs)
    const locked = request.path.startsWith('/teams/') && !isBotToken(request.get('authorization'))
    if (fault !== undefined) response.status(fault.status).end()
    else if (locked) response.status(401).end()
    else if (upload === undefined) response.status(404).end()
    else response.type(upload.type).send(Buffer.from(upload.bytes))
  })

  return {
    router,
    keep(uploads, isPersonal) {
      const all = uploads.map((upload) => {
        const id = randomUUID()
        kept.set(id, upload)
        return { id, ...upload, url: `${base()}/uploads/${id}` }
      })
      const pictures = all.filter(({ name }) => name === undefined)
      const files = all.filter(({ name }) => name !== undefined)
      const pictureUrl = (id: string) => `${base()}/teams/v3/attachments/${id}/views/original`
      const images = pictures.map(({ id }) => `<p><img src="${pictureUrl(id)}" itemscope="png"></p>`)
      return {
        shown: all.map(({ type, name, url }) => ({ contentType: type, content: { name: name ?? '', url } })),
        wire: [
          ...pictures.map(({ id }) => ({ contentType: 'image/*', contentUrl: pictureUrl(id) })),
          ...(isPersonal ? files : []).map(({ id, name, url }) => ({
            contentType: 'application/vnd.microsoft.teams.file.download.info',
            content: { downloadUrl: url, uniqueId: id, fileType: name?.split('.').at(-1) ?? '' },
            contentUrl: `https://example-my.sharepoint.com/personal/${id}`,
            name,
          })),
        ],
        html: [...images, ...(isPersonal ? [] : files.map(({ id }) => `<attachment id="${id}"></attachment>`))].join(
          '',
        ),
      }
    },
  }
}
