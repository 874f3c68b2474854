import { strict as assert } from 'node:assert'
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { servePage } from '../../simulator/page-server.ts'
import { type Service, startService } from '../service.ts'
import { CALM, CHROMIUM } from './browser.ts'

const SHOTS = 'test-output/screenshots'
/** The page in a real browser: an employee on the left, an analyst on the right, and the whole service between them. */
describe('the page in Chromium', function () {
  this.timeout(120_000)
  let service: Service
  let browser: Browser
  let page: Page
  const faults: string[] = []

  before(async () => {
    mkdirSync(SHOTS, { recursive: true })
    service = await startService()
    servePage(service.teams, 'fr', service.bot.url)
    await service.settle()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CALM })
    page = await browser.newPage({
      viewport: { width: 1280, height: 900 },
      locale: 'fr-FR',
      timezoneId: 'Europe/Paris',
    })
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    page.setDefaultTimeout(10_000)
    await page.goto(`${service.teams.url}/?left=camille&right=sophie`)
  })

  after(async () => {
    await browser?.close()
    await service?.close()
  })

  afterEach(async function () {
    if (this.currentTest?.isFailed()) await page.screenshot({ path: `${SHOTS}/failed.png` })
    assert.deepEqual(faults.splice(0), [], 'the browser reported faults')
  })

  const side = (n: number) => page.locator('.pane').nth(n)
  const employee = () => side(0)
  const analyst = () => side(1)
  const say = async (n: number, text: string) => {
    await side(n).locator('.pane > .composer .box, :scope > .composer .box').fill(text)
    await side(n).locator(':scope > .composer .send').click()
  }

  /** Every state in both themes and on a phone. */
  async function shoot(name: string): Promise<void> {
    const { url } = service.teams
    for (const theme of ['light', 'dark']) {
      const shot = await browser.newPage({ viewport: { width: 1280, height: 1000 }, locale: 'fr-FR' })
      await shot.goto(`${url}/?left=camille&right=sophie&theme=${theme}`)
      await shot.locator('.message, .nothing').first().waitFor()
      await shot.waitForTimeout(300)
      await shot.screenshot({ path: `${SHOTS}/${name}-${theme}.png` })
      await shot.close()
    }
    const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'fr-FR' })
    await phone.goto(`${url}/?left=camille&right=sophie`)
    await phone.locator('.message, .nothing').first().waitFor()
    await phone.waitForTimeout(300)
    await phone.screenshot({ path: `${SHOTS}/${name}-phone.png` })
    await phone.locator('.side').nth(1).click()
    await phone.screenshot({ path: `${SHOTS}/${name}-phone-analyst.png` })
    assert.equal(await phone.evaluate('document.documentElement.scrollWidth'), 390, 'the phone scrolls sideways')
    await phone.close()
  }

  it('shows the three options, and that nobody is on duty', async () => {
    await employee().getByText('Chat non disponible pour le moment !').first().waitFor()
    for (const option of ['Chat avec un analyste', 'Créer un incident', "Vérifier l'état d'un incident"]) {
      await employee().getByRole('button', { name: option }).first().waitFor()
    }
    await shoot('1-menu')
  })

  it('lets an analyst go on duty', async () => {
    await analyst().getByRole('button', { name: 'Prendre mon service' }).click()
    await analyst().getByText('1 analyste de service').waitFor()
  })

  it('brings an employee’s words to the desk, and has them taken', async () => {
    await say(0, 'Bonjour, **mon VPN** ne marche plus <at>Sophie</at>')
    await employee().getByText('Nous sommes en ligne').last().waitFor()
    await employee().getByRole('button', { name: 'Chat avec un analyste' }).last().click()
    await employee().getByText('Nous cherchons un analyste pour vous').waitFor()
    await analyst().getByText('Camille Roy attend un analyste').waitFor()
    await analyst().getByText('Bonjour, **mon VPN** ne marche plus').first().waitFor()
    await shoot('2-waiting')
    await analyst().getByRole('button', { name: 'Prendre', exact: true }).click()
    await employee().getByText('Connecté à Sophie Martin').waitFor()
    await analyst()
      .getByText(/Pris par Sophie Martin à \d/)
      .waitFor()
  })

  it('carries words both ways', async () => {
    const thread = analyst().locator('.thread').last()
    await thread.locator('.composer .box').fill('Quel message voyez-vous ?')
    await thread.locator('.composer .send').click()
    await employee().getByText('Quel message voyez-vous ?').waitFor()
    await say(0, 'Erreur 809')
    await thread.getByText('Erreur 809').waitFor()
    await shoot('3-chat')
  })

  it('opens an incident from the chat in a dialog, and shows its number', async () => {
    await employee().getByRole('button', { name: 'Créer un incident' }).last().click()
    const dialog = employee().getByRole('dialog')
    await dialog.getByRole('heading', { name: 'Incident' }).waitFor()
    await shoot('4-dialog')
    await dialog.getByLabel('Sujet').fill('')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.getByText('Ce champ est obligatoire.').first().waitFor()
    await dialog.getByLabel('Sujet').fill('VPN : erreur 809')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.getByText('Incident INC-1001 créé').waitFor()
    await shoot('5-saved')
    await dialog.getByRole('button', { name: 'Fermer' }).click()
    await employee().locator('.messages').getByText('Incident INC-1001 créé').waitFor()
    await analyst().getByText('Nouvel incident INC-1001').waitFor()
    await employee().getByRole('button', { name: 'Terminer le chat' }).last().click()
    await employee().getByText('Chat terminé').first().waitFor()
    await shoot('6-incident')
  })

  it('settles the incident at the desk, and tells the employee', async () => {
    const thread = analyst().locator('.thread').last()
    await thread.getByRole('button', { name: 'Prendre', exact: true }).click()
    await employee().getByText('Sophie Martin prend en charge votre incident INC-1001').waitFor()
    await thread.getByRole('button', { name: 'Commenter' }).click()
    const dialog = analyst().getByRole('dialog')
    await dialog.getByLabel('Texte').fill('Pare-feu de Lyon à vérifier')
    await shoot('7-comment')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.getByText('Vous pouvez fermer cette fenêtre.').waitFor()
    await dialog.getByRole('button', { name: 'Fermer' }).click()
    await thread.getByRole('button', { name: 'Résoudre' }).click()
    await dialog.getByLabel(/Solution/).fill('Règle du pare-feu corrigée.')
    await dialog.getByRole('button', { name: 'Résoudre' }).click()
    await dialog.getByText('Vous pouvez fermer cette fenêtre.').waitFor()
    await dialog.getByRole('button', { name: 'Fermer' }).click()
    await employee().getByText('Votre incident INC-1001 est résolu').waitFor()
    assert.equal(await employee().getByText('Pare-feu de Lyon').count(), 0, 'a work note left the desk')
  })

  it('lists the employee’s incidents and opens one', async () => {
    await say(0, 'où en est mon incident')
    await employee().getByText("Sélectionnez l'une des options suivantes.").nth(1).waitFor()
    await employee().getByRole('button', { name: "Vérifier l'état d'un incident" }).last().click()
    await employee().getByText('Vos incidents et demandes', { exact: true }).waitFor()
    await shoot('8-list')
    await employee().locator('.messages').getByText('VPN : erreur 809').last().click()
    await employee().getByText('Historique').waitFor()
    await shoot('9-ticket')
  })

  it('takes a file of 11 MB without a stop, and says that it stays behind (N28)', async () => {
    const buffer = Buffer.alloc(11 * 1024 * 1024, 'x')
    const file = { name: 'journal.txt', mimeType: 'text/plain', buffer }
    await employee().locator('input[type=file]').first().setInputFiles(file)
    await employee()
      .getByText(/10\sMo/)
      .last()
      .waitFor()
    const began = performance.now()
    await page.screenshot()
    assert.ok(performance.now() - began < 3_000, 'the page stands still')
  })

  it('corrects a message in its place, and follows to one’s own last word (N28)', async () => {
    await say(0, 'Une phras')
    const own = employee().locator('.message.own', { hasText: 'Une phras' }).last()
    await own.waitFor()
    await page.waitForFunction(
      "((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 80)(document.querySelector('.messages'))",
    )
    await own.hover()
    await own.getByRole('button', { name: 'Modifier' }).click()
    await employee().getByLabel('Modifier').fill('Une phrase')
    await employee().getByRole('button', { name: 'Enregistrer' }).click()
    await employee().locator('.message.own', { hasText: 'Une phrase' }).getByText('Modifié').first().waitFor()
  })

  it('calls the app in a channel by its name only (N28)', async () => {
    const cards = () => analyst().locator('.thread').count()
    const before = await cards()
    await say(1, 'Bonjour à tous')
    await analyst().locator('.thread', { hasText: 'Bonjour à tous' }).waitFor()
    await page.waitForTimeout(1_000)
    assert.equal(await cards(), before + 1)
    assert.equal(await analyst().locator('.thread', { hasText: 'Bonjour à tous' }).locator('.bot').count(), 0)
  })

  it('writes dates in the reader’s manner, whatever the browser’s (N26)', async () => {
    const english = await browser.newPage({ locale: 'en-US', timezoneId: 'Asia/Tokyo' })
    await english.goto(`${service.teams.url}/?left=camille&right=sophie`)
    const ours = await employee()
      .getByText(/Créé par Camille Roy/)
      .last()
      .textContent()
    const theirs = await english
      .locator('.pane')
      .nth(0)
      .getByText(/Créé par Camille Roy/)
      .last()
      .textContent()
    assert.match(String(ours), /\d{4}-\d{2}-\d{2} \d{1,2} h \d{2}/)
    assert.equal(theirs, ours)
    await english.close()
  })
})
