export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Debian's Chromium as root, in a container, and without a word to anybody. */
export const CALM = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
