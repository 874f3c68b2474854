import { strict as assert } from 'node:assert'
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startGallery } from '../gallery.ts'
import { CALM, CHROMIUM } from './browser.ts'

const SHOTS = 'test-output/gallery'
/** Cards on one photograph: what can be looked at. */
const A_SHEET = 40

/** Every card, photographed in each language, theme and width, with the shortest and the longest data. */
describe('the gallery of cards', function () {
  this.timeout(120_000)
  let browser: Browser
  let page: Page
  let gallery: Awaited<ReturnType<typeof startGallery>>
  const faults: string[] = []

  before(async () => {
    mkdirSync(SHOTS, { recursive: true })
    gallery = await startGallery()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CALM })
    page = await browser.newPage({ viewport: { width: 1_560, height: 900 }, timezoneId: 'Europe/Paris' })
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  })
  after(async () => {
    await browser?.close()
    await gallery?.close()
  })

  for (const language of ['fr', 'en'])
    for (const theme of ['light', 'dark'])
      for (const width of ['wide', 'phone'])
        for (const words of ['short', 'long'])
          it(`shows each whole: ${language}, ${theme}, ${width}, ${words} data`, async () => {
            const { url, names } = gallery
            await page.goto(`${url}?${new URLSearchParams({ language, theme, width, words })}`)
            const figures = page.locator('figure')
            await figures.first().waitFor()
            assert.equal(await figures.count(), names.length)
            for (let first = 0; first < names.length; first += A_SHEET) {
              await figures.evaluateAll(
                (all, [from, to]) => {
                  for (const [n, figure] of all.entries())
                    (figure as { hidden: boolean }).hidden = n < (from ?? 0) || n >= (to ?? 0)
                },
                [first, first + A_SHEET],
              )
              const sheet = String(first / A_SHEET + 1).padStart(2, '0')
              await page
                .locator('.cards')
                .screenshot({ path: `${SHOTS}/${language}-${theme}-${width}-${words}-${sheet}.png` })
            }
            const cut = await page.locator('figure.cut figcaption').allTextContents()
            assert.deepEqual(cut, [], 'what is wider than its card')
            assert.deepEqual(faults.splice(0), [], 'the browser reported faults')
          })
})
