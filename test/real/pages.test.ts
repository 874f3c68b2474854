import { strict as assert } from 'node:assert'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type Service, startService } from '../service.ts'
import { CALM, CHROMIUM } from './browser.ts'

describe('pages in a real browser', () => {
  let service: Service
  let browser: Browser
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    const camille = service.person('camille')
    for (const title of ['Mon écran reste noir', `Un${'trèslong'.repeat(10)}mot`]) {
      await camille.presses('Créer un incident')
      camille.fills({ title, description: `${title}\n\n${'x'.repeat(300)}`, urgency: 'high' })
      await camille.presses('Enregistrer')
      camille.closeDialog()
    }
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CALM })
  })
  after(async () => {
    await browser.close()
    await service.close()
  })

  async function signIn(options: Parameters<Browser['newContext']>[0], name: string): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    await page.goto(`${service.bot.url}/`)
    await page.getByText(name).click()
    await page.waitForURL('**/incidents')
    return page
  }
  /** In a page there are no types of a browser here: what it evaluates is text. */
  const measured = (page: Page) =>
    page.evaluate(
      '({ overflow: document.documentElement.scrollWidth - innerWidth, lang: document.documentElement.lang, headings: document.querySelectorAll("h1").length, back: getComputedStyle(document.body).backgroundColor })',
    ) as Promise<{ overflow: number; lang: string; headings: number; back: string }>

  for (const scheme of ['light', 'dark'] as const)
    for (const width of [320, 390, 1280])
      it(`show all there is, at ${width} points in ${scheme}`, async () => {
        const page = await signIn(
          { colorScheme: scheme, viewport: { width, height: 700 }, locale: 'fr-FR' },
          'Camille Roy',
        )
        for (const go of [
          async () => {},
          () => page.getByText('trèslong').click(),
          () => page.goto(`${service.bot.url}/incidents/x`),
        ]) {
          await go()
          await page.waitForSelector('h1')
          const { overflow, lang, headings, back } = await measured(page)
          assert.ok(overflow <= 0, `${page.url()} is ${overflow} too wide`)
          assert.deepEqual([lang, headings], ['fr', 1])
          assert.equal(back, scheme === 'dark' ? 'rgb(31, 31, 31)' : 'rgb(245, 245, 245)', 'the style sheet is loaded')
        }
        await page.context().close()
      })

  it('are gone through by the keyboard, and left by it', async () => {
    const page = await signIn({ locale: 'fr-FR' }, 'Camille Roy')
    const focused = () => page.evaluate('document.activeElement.textContent') as Promise<string>
    const seen: string[] = []
    for (let n = 0; n < 5; n += 1) {
      await page.keyboard.press('Tab')
      seen.push((await focused()).replace(/\s+/g, ' ').trim())
    }
    assert.deepEqual(seen.slice(0, 3), ['Aller au contenu', 'Centre de services', 'Se déconnecter'])
    assert.match(seen[4] ?? '', /Mon écran reste noir|trèslong/)
    await page.keyboard.press('Enter')
    await page.waitForSelector('h1:has-text("Incident INC-")')
    await page.getByText('Se déconnecter').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('h1:has-text("Vous êtes déconnecté")')
    await page.goto(`${service.bot.url}/incidents`)
    assert.match(await page.content(), /Pick an account/)
    await page.context().close()
  })
})
