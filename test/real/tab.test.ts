import { strict as assert } from 'node:assert'
import { type Browser, chromium, type Page } from 'playwright-core'
import { servePage } from '../../simulator/page-server.ts'
import { type Service, startService } from '../service.ts'
import { CALM, CHROMIUM } from './browser.ts'

/** Microsoft's own TeamsJS, in a frame of the simulated Teams, in a real browser. */
describe('tabs of the app, in Teams', () => {
  let service: Service
  let browser: Browser
  let page: Page
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    servePage(service.teams, 'fr', service.bot.url)
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: CALM,
    })
    page = await browser.newPage({ locale: 'fr-FR' })
  })
  after(async () => {
    await browser.close()
    await service.close()
  })

  it('sign in whoever Teams says is there, without a word, and follow its theme', async () => {
    await page.goto(`${service.teams.url}/?left=camille&right=sophie`)
    const [left] = await page.locator('.pane').all()
    assert.ok(left)
    await left.locator('.place').selectOption('tab:/catalogue')
    const tab = page.frameLocator('.pane >> nth=0 >> .tab')
    await tab.getByRole('heading', { name: 'Catalogue de services' }).waitFor()
    assert.equal(await tab.locator('.who').textContent(), 'Camille Roy')
    assert.equal(await tab.locator('html').getAttribute('data-theme'), 'default')
    await tab.getByRole('link', { name: /Imprimante en panne/ }).click()
    await tab.getByLabel('Quelle imprimante ?').fill('Couloir B')
    await tab.getByLabel('Bourrage papier').check()
    await tab.getByRole('button', { name: 'Continuer' }).click()
    await tab.getByRole('button', { name: 'Envoyer' }).click()
    await tab.getByText(/Incident INC-\d+ créé/).waitFor()
    await page.locator('.theme').click()
    await tab.locator('html[data-theme=dark]').waitFor()
    await left.locator('.place').selectOption('tab:/incidents')
    await tab.getByText('Imprimante en panne').waitFor()
  })

  it('sign in again where the session ended while a form was filled, and lose nothing of it', async () => {
    const [left] = await page.locator('.pane').all()
    assert.ok(left)
    await left.locator('.place').selectOption('tab:/catalogue')
    const tab = page.frameLocator('.pane >> nth=0 >> .tab')
    await tab.getByRole('link', { name: /Compte verrouillé/ }).click()
    await tab.getByLabel('Compte ou application').fill('Messagerie du siège')
    await page.context().clearCookies()
    await tab.getByRole('button', { name: 'Envoyer' }).click()
    await tab.getByText('Vous êtes de nouveau connecté').waitFor()
    await tab.getByRole('button', { name: 'Envoyer' }).click()
    await tab.getByText(/Incident INC-\d+ créé/).waitFor()
    await tab.getByRole('link', { name: /Ouvrir INC-\d+/ }).click()
    await tab.getByText('Messagerie du siège').waitFor()
  })

  it('say what to do where no Teams answers, and lead on in a browser of their own', async () => {
    const alone = await browser.newPage({ locale: 'fr-FR' })
    await alone.goto(`${service.teams.url}/gallery.html`)
    const source = JSON.stringify(`${service.bot.url}/tab?to=/catalogue`)
    await alone.evaluate(
      `document.body.innerHTML = ''; document.body.append(Object.assign(document.createElement('iframe'), { src: ${source} }))`,
    )
    const frame = alone.frameLocator('iframe')
    await frame.getByText('ne s’ouvre ici que dans Teams').waitFor({ timeout: 20_000 })
    await frame.getByRole('link', { name: 'Ouvrir dans le navigateur' }).waitFor()
    await alone.goto(`${service.bot.url}/tab?to=/catalogue`)
    await alone.getByText('Pick an account').waitFor()
    await alone.close()
  })
})
