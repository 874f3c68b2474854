import { crc32, deflateSync } from 'node:zlib'
import glyphs from './face-glyphs.json' with { type: 'json' }

/** Side of the picture in pixels: shown at half of it, so that it is sharp on every screen. */
const SIDE = 64
/** Rows of a capital letter; the tail of a Q hangs below. */
const CAPITAL = 18
/** White letters can be read on each (a contrast of 4.5 or more). */
const COLORS = ['5b5fc7', '0f6cbd', '0e700e', '7160a8', 'a4262c', '8e562e', '005e50', '9c2a8c'] as const

/** Somebody's face, as we have no photo: their initials on a colour that is always theirs, as an element of a card. */
export function face(name: string): object {
  return {
    type: 'Image',
    url: faceOf(name),
    altText: name === '' ? '·' : name,
    style: 'Person',
    width: '32px',
    height: '32px',
  }
}

/** The picture as a data URI: a PNG of sixteen shades of its colour. */
export function faceOf(name: string): string {
  const color = COLORS[hash(name) % COLORS.length] ?? COLORS[0]
  const png = Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header()),
    chunk('PLTE', shadesOf(color)),
    chunk('IDAT', deflateSync(pixelsOf(initialsOf(name)), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return `data:image/png;base64,${png.toString('base64')}`
}

/** The first letters of the first and of the last word, without accents; none where a name is written otherwise. */
export function initialsOf(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[\s,;.'’-]+/)
    .filter((word) => /^[A-Z]/.test(word))
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : '']
  return `${first.slice(0, 1)}${last.slice(0, 1)}`
}

function hash(text: string): number {
  return crc32(text.normalize('NFC'))
}

/** Four bits a pixel, from a palette. */
function header(): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(SIDE, 0)
  data.writeUInt32BE(SIDE, 4)
  data.set([4, 3, 0, 0, 0], 8)
  return data
}

/** From the colour itself to white, in sixteen steps. */
function shadesOf(color: string): Buffer {
  const parts = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
  return Buffer.from(
    Array.from({ length: 16 }, (_, shade) =>
      parts.map((part) => Math.round(part + ((255 - part) * shade) / 15)),
    ).flat(),
  )
}

/** The letters in the middle, row after row, two pixels a byte after the byte that says that a row is not filtered. */
function pixelsOf(letters: string): Buffer {
  const drawn = [...letters].map((letter) => glyphs[letter as keyof typeof glyphs])
  const width = drawn.reduce((sum, rows) => sum + (rows[0]?.length ?? 0), 0)
  const [left, top] = [Math.floor((SIDE - width) / 2), Math.floor((SIDE - CAPITAL) / 2)]
  const rows = Array.from({ length: SIDE }, (_, y) => {
    const line = drawn.map((its) => its[y - top] ?? '0'.repeat(its[0]?.length ?? 0)).join('')
    return Buffer.from(`00${`${'0'.repeat(left)}${line}`.padEnd(SIDE, '0').slice(0, SIDE)}`, 'hex')
  })
  return Buffer.concat(rows)
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
