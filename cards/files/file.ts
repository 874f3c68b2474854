import { type File, isPicture, isShown } from '../../services/files/file.ts'
import type { Link } from '../../services/files/link.ts'
import { asWritten, inRun } from '../as-written.ts'
import { execute } from '../button.ts'
import { type Card, dateAndTimeOf, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import json from './file.json' with { type: 'json' }

const fill = template(json)

/** A file that the other side sent: the picture itself where Teams can show it, and the way to open it. */
export function fileCard(t: Sentences, file: File, { url, until }: Link): Card {
  const author = asWritten(t(isPicture(file) ? 'file.picture' : 'file.by', { name: file.author.name }))
  const open = { type: 'Action.OpenUrl', title: t(isPicture(file) ? 'file.open' : 'file.download'), url }
  return fill({
    lang: t.language,
    summary: author,
    author,
    picture: isShown(file) ? url : '',
    name: inRun(file.name),
    size: ` · ${sizeOf(t, file.size)}`,
    until: t('file.until', { at: dateAndTimeOf(until) }),
    actions: [open, execute(t('file.renew'), 'file.renew', { fileId: file.id })],
  })
}

const KILOBYTE = 1024
const MEGABYTE = KILOBYTE * KILOBYTE

function sizeOf(t: Sentences, size: number): string {
  return size < MEGABYTE
    ? t('file.kilobytes', { size: Math.ceil(size / KILOBYTE) })
    : t('file.megabytes', { size: Math.ceil((10 * size) / MEGABYTE) / 10 })
}
