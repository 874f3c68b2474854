import { strict as assert } from 'node:assert'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { itemDocument } from '../../services/catalogue/catalogue.ts'
import { SEED } from '../../services/catalogue/seed.ts'
import { type Service, startService } from '../service.ts'
import { CALM, CHROMIUM } from './browser.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What somebody may come to, from where they begin. */
type Step = readonly [name: string, go: (page: Page, base: string) => Promise<unknown>]

const EMPLOYEE: readonly Step[] = [
  ['home', (page, base) => page.goto(`${base}/`)],
  ['catalogue', (page, base) => page.goto(`${base}/catalogue`)],
  ['what is found', (page, base) => page.goto(`${base}/catalogue?query=salle`)],
  ['nothing found', (page, base) => page.goto(`${base}/catalogue?query=zzz`)],
  ['drafts', (page, base) => page.goto(`${base}/drafts`)],
  ['approvals', (page, base) => page.goto(`${base}/approvals`)],
  ['list', (page, base) => page.goto(`${base}/incidents`)],
  ['incident', (page) => page.getByText('trèslong').click()],
  ['comment', (page) => page.locator('a[href^="/acts/ticket.comment"]').first().click()],
  ['incident form', (page, base) => page.goto(`${base}/acts/ticket.open?with=%7B%7D`)],
  [
    'people found',
    async (page) => {
      await page.locator('[name="_name.requester"]').fill('sophie')
      await page.locator('[name="_find"]').click()
    },
  ],
  [
    'request form',
    (page, base) => page.goto(`${base}/acts/request.make?with=${encodeURIComponent('{"itemId":"room"}')}`),
  ],
  ['request form with faults', (page) => page.locator('.actions .main').click()],
  [
    'form with look-ups',
    (page, base) => page.goto(`${base}/acts/request.make?with=${encodeURIComponent('{"itemId":"dock"}')}`),
  ],
  [
    'form with what was found',
    async (page) => {
      await page.locator('[name="_name.f-site"]').fill('1')
      await page.locator('button[value="f-site"]').click()
      await page.locator('[role="status"].note').waitFor()
    },
  ],
  ['nothing there', (page, base) => page.goto(`${base}/incidents/x`)],
  [
    'chat',
    async (page, base) => {
      await page.goto(`${base}/`)
      await page.locator('[value*="handoff.request"]').click()
      await page.waitForSelector('.say')
    },
  ],
]
const ADMINISTRATOR: readonly Step[] = [
  ['home', (page, base) => page.goto(`${base}/`)],
  ['administration', (page) => page.locator('a.line', { hasText: /^Administration$/ }).click()],
  ['members', (page) => page.locator('header a[href="/settings/members"]').click()],
  ['roles', (page) => page.locator('header a[href="/settings/roles"]').click()],
  ['journal', (page) => page.locator('header a[href="/settings/journal"]').click()],
  ['journal found', (page, base) => page.goto(`${base}/settings/journal?who=Camille&outcome=done&from=2020-01-01`)],
  ['journal found nothing', (page, base) => page.goto(`${base}/settings/journal?about=INC-9999`)],
  ['catalogue items', (page) => page.locator('header a[href="/settings/catalogue"]').click()],
  ['item', (page) => page.locator('.grid a').first().click()],
  ['new item', (page, base) => page.goto(`${base}/settings/catalogue/item`)],
  [
    'new item as it is typed',
    async (page) => {
      await page.locator('#name').fill('Badge | Badge')
      await page.locator('#fields').fill('Étage * : choix : 1 ; 2\nPourquoi [Étage = 2] : texte')
      await page.locator('#tasks').fill('Imprimer | Print')
      await page.locator('#preview h3').first().waitFor()
    },
  ],
  [
    'new item that is wrong',
    async (page) => {
      await page.locator('#fields').fill('Étage')
      await page.locator('#preview .attention').waitFor()
    },
  ],
  [
    'lists of choices',
    (page, base) => page.goto(`${base}/acts/catalogue.lists?with=${encodeURIComponent('{"version":0}')}`),
  ],
  [
    'lists that are wrong',
    async (page) => {
      await page.locator('#lists').fill('Paris')
      await page.locator('.actions .main').click()
      await page.getByText('n’appartient à aucune liste').waitFor()
    },
  ],
  [
    'role for a group',
    async (page, base) => {
      await page.goto(`${base}/acts/access.assign?with=${encodeURIComponent('{"version":0}')}`)
      await page.locator('[name="_name.groups"]').fill('fin')
      await page.locator('button[value="groups"]').click()
      await page.getByText('Finances').waitFor()
    },
  ],
  [
    'services of all',
    async (page, base) => {
      await page.goto(`${base}/health`)
      await page.locator('button[value*="health.refresh"]').click()
      await page.goto(`${base}/health`)
      for (let n = 0; n < 20 && !(await page.content()).includes('Fabrikam'); n += 1) {
        await page.waitForTimeout(300)
        await page.goto(`${base}/health`)
      }
      for (let n = 0; n < 20 && !(await page.content()).includes('Interrompu'); n += 1) {
        await page.waitForTimeout(300)
        await page.goto(`${base}/health`)
      }
    },
  ],
  ['clients', (page, base) => page.goto(`${base}/clients`)],
  ['services of one', (page) => page.locator('button[value*="client.choose"]', { hasText: 'Fabrikam' }).click()],
  ['what is wrong there', (page) => page.locator('button[value*="health.issue"]').first().click()],
  [
    'services of one that did not let us in',
    async (page, base) => {
      await page.goto(`${base}/clients`)
      await page.locator('button[value*="client.choose"]', { hasText: 'Northwind' }).click()
    },
  ],
  [
    'all of them again',
    async (page, base) => {
      await page.goto(`${base}/clients`)
      await page.locator('button[value*="client.all"]').click()
    },
  ],
  ['people to troubleshoot', (page, base) => page.goto(`${base}/troubleshoot?query=cami`)],
  [
    'what is known of somebody',
    async (page) => {
      await page.locator('[name="requester"]').first().check()
      await page.locator('#reason').fill('INC-1001')
      await page.locator('button[value*="lookup.open"]').click()
      await page.locator('.findings').waitFor()
    },
  ],
  ['what its device may do', (page) => page.locator('a[href*="device.act"]').first().click()],
  ['looked at before', (page, base) => page.goto(`${base}/troubleshoot`)],
  ['administration again', (page, base) => page.goto(`${base}/settings`)],
  ['settings', (page) => page.locator('a[href^="/acts/settings.edit"]').click()],
  ['activity of the workspace', (page, base) => page.goto(`${base}/settings/activity`)],
  [
    'catalogue item',
    (page, base) => page.goto(`${base}/acts/catalogue.edit?with=${encodeURIComponent('{"version":0}')}`),
  ],
]

/** The console of the one desk there is. */
const CONSOLE: readonly Step[] = [
  ['queue', (page, base) => page.goto(`${base}/desks`)],
  ['chat', (page) => page.locator('.rows a[href*="/chats/"]').first().click()],
  ['person', (page) => page.locator('a[href*="/people/"]').click()],
  ['list', (page) => page.locator('header a[href$="/incidents"]').click()],
  [
    'list under a name',
    async (page) => {
      await page.locator('select[name="urgency"]').selectOption('high')
      await page.locator('.filters .main').click()
      await page.locator('input[name="name"]').fill('Urgents')
      await page.locator('button[value*="keep-filter"]').click()
      await page.locator('.chips [aria-current]').waitFor()
      await page.locator('button[value*="drop-filter"]').click()
    },
  ],
  ['board', (page) => page.locator('a[href*="look=board"]').click()],
  ['incident', (page) => page.locator('.rows a[href*="/incidents/"]').first().click()],
  ['note', (page) => page.locator('a[href*="/acts/ticket.note"]').click()],
  [
    'activity',
    (page, base) => page.goto(`${base}/desks`).then(() => page.locator('header a[href$="/activity"]').click()),
  ],
]

const SHOTS = 'test-output/pages'
/** A form with what is found by typing, and what it begins with. */
const DOCK = itemDocument.parse({
  ...{ id: 'dock', kind: 'service-request', name: 'Station d’accueil | Docking station' },
  fields: [
    { id: 'poste', kind: 'device', label: 'Poste | Device', required: true },
    { id: 'site', kind: 'reference', list: 'sites', label: 'Site', required: true },
    { id: 'pour', kind: 'person', label: 'Pour | For', default: 'me' },
    { id: 'jour', kind: 'date', label: 'Jour | Day', default: 'today' },
  ],
})

describe('pages in a real browser', function () {
  this.timeout(180_000)
  let service: Service
  let browser: Browser
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    for (const key of ['camille', 'erin']) {
      const english = key === 'erin'
      const person = service.person(key)
      for (const title of ['Mon écran reste noir', `Un${'trèslong'.repeat(10)}mot`]) {
        await person.presses(english ? 'Create an incident' : 'Créer un incident')
        person.fills({ title, description: `${title}\n\n${'x'.repeat(300)}`, urgency: 'high' })
        await person.presses(english ? 'Save' : 'Enregistrer')
        person.closeDialog()
      }
    }
    const entries = Array.from({ length: 40 }, (_, n) => `Bâtiment ${n + 1} | Building ${n + 1}`)
    await service.activate({
      catalogue: [...SEED, DOCK],
      lists: [{ id: 'sites', name: 'Sites', entries }],
      serviceHealth: 'manual',
    })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CALM })
    mkdirSync(SHOTS, { recursive: true })
  })
  after(async () => {
    await browser.close()
    await service.close()
  })

  async function signIn(options: Parameters<Browser['newContext']>[0], name: string): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(`${service.bot.url}/`)
    await page.getByText(name).click()
    await page.waitForSelector('.who')
    return page
  }
  /** In a page there are no types of a browser here: what it evaluates is text. */
  const measured = (page: Page) =>
    page.evaluate(
      '({ overflow: document.documentElement.scrollWidth - innerWidth, lang: document.documentElement.lang, headings: document.querySelectorAll("h1").length, back: getComputedStyle(document.body).backgroundColor })',
    ) as Promise<{ overflow: number; lang: string; headings: number; back: string }>
  /** What WCAG 2.2 AA has against a page, as axe finds it. */
  const faultsOf = async (page: Page) => {
    await page.evaluate(AXE)
    const asked = `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')))`
    return (await page.evaluate(asked)) as string[]
  }

  const VIEWS = [
    ...(['light', 'dark'] as const).flatMap((scheme) =>
      [320, 1280].map((width) => ({ scheme, width, name: 'Camille Roy', language: 'fr', steps: EMPLOYEE })),
    ),
    { scheme: 'light', width: 390, name: 'Erin Walsh', language: 'en', steps: EMPLOYEE },
    { scheme: 'light', width: 390, name: 'Sophie Martin', language: 'fr', steps: CONSOLE },
    { scheme: 'dark', width: 1280, name: 'Sophie Martin', language: 'fr', steps: CONSOLE },
    { scheme: 'dark', width: 390, name: 'Alex Chen', language: 'en', steps: CONSOLE },
    { scheme: 'dark', width: 390, name: 'Dominique Lavoie', language: 'fr', steps: ADMINISTRATOR },
    { scheme: 'light', width: 1280, name: 'Dominique Lavoie', language: 'fr', steps: ADMINISTRATOR },
  ] as const
  for (const { scheme, width, name, language, steps } of VIEWS)
    it(`show all there is to everybody, on a phone as well (axe, WCAG 2.2 AA, S0.2): ${name}, ${width} points, ${scheme}, ${language}`, async () => {
      const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
      const page = await signIn({ colorScheme: scheme, viewport: { width, height: 700 }, locale }, name)
      for (const [step, go] of steps) {
        await go(page, service.bot.url)
        await page.waitForSelector('h1')
        await page.screenshot({
          path: `${SHOTS}/${language}-${scheme}-${width}-${name.split(' ')[0]}-${step}.png`,
          fullPage: true,
        })
        const { overflow, lang, headings, back } = await measured(page)
        assert.ok(overflow <= 0, `${step} is ${overflow} too wide`)
        assert.deepEqual([lang, headings], [language, 1], step)
        assert.equal(back, scheme === 'dark' ? 'rgb(31, 31, 31)' : 'rgb(245, 245, 245)', 'the style sheet is loaded')
        assert.deepEqual(await faultsOf(page), [], step)
      }
      await page.context().close()
    })

  it('are found wanting by axe where they are: the check can fail', async () => {
    const page = await signIn({ locale: 'fr-FR' }, 'Camille Roy')
    await page.evaluate('document.querySelector("main").insertAdjacentHTML("beforeend", "<input>")')
    assert.match((await faultsOf(page)).join(), /^label/)
    await page.context().close()
  })

  it('are gone through by the keyboard alone: a request from the catalogue to its number', async () => {
    const page = await signIn({ locale: 'fr-FR' }, 'Camille Roy')
    const focused = () => page.evaluate('document.activeElement.textContent') as Promise<string>
    const tabTo = async (words: RegExp) => {
      for (let n = 0; n < 40; n += 1) {
        await page.keyboard.press('Tab')
        if (words.test((await focused()).replace(/\s+/g, ' ').trim())) return
      }
      throw new Error(`The Tab key never comes to ${words}.`)
    }
    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'Aller au contenu')
    await tabTo(/^Catalogue de services$/)
    await page.keyboard.press('Enter')
    await page.waitForSelector('h1:has-text("Catalogue de services")')
    await tabTo(/^Compte verrouillé/)
    await page.keyboard.press('Enter')
    await page.waitForSelector('h1:has-text("Compte verrouillé")')
    await tabTo(/^$/)
    await page.locator('#f-where').focus()
    await page.keyboard.type('Messagerie')
    await tabTo(/^Envoyer$/)
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=/Incident INC-\\d+ créé/')
    await page.getByText('Se déconnecter').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('h1:has-text("Vous êtes déconnecté")')
    await page.goto(`${service.bot.url}/incidents`)
    assert.match(await page.content(), /Pick an account/)
    await page.context().close()
  })

  it('a form is kept while it is filled, without a button, and said so (S0.10, F22)', async () => {
    const page = await signIn({ locale: 'fr-FR' }, 'Camille Roy')
    await page.goto(`${service.bot.url}/acts/request.make?with=${encodeURIComponent('{"itemId":"locked"}')}`)
    await page.locator('#f-where').fill('Messagerie')
    await page.getByText('Brouillon enregistré').waitFor()
    await page.locator('#f-message').fill('Mot de passe expiré')
    // Left at once: what was typed last goes along.
    await page.goto(`${service.bot.url}/drafts`)
    await page.locator('a.line', { hasText: 'Compte verrouillé' }).first().click()
    assert.equal(await page.locator('#f-where').inputValue(), 'Messagerie')
    assert.equal(await page.locator('#f-message').inputValue(), 'Mot de passe expiré')
    await page.context().close()
  })

  it('a chat goes on by itself, and takes nothing away that is being typed (S0.12)', async () => {
    const noah = service.person('noah')
    await noah.says('Mon clavier écrit en double')
    const page = await signIn({ locale: 'fr-FR' }, 'Noah Petit')
    await page.locator('[value*="handoff.request"]').click()
    await page.waitForSelector('.say')
    const sophie = service.person('sophie')
    const thread = await sophie.findsThread('Mon clavier écrit en double')
    await sophie.presses('Prendre', thread)
    await page.getByText('Terminer le chat').waitFor()
    await page.locator('#text').fill('Attendez, je')
    await sophie.says('Quel modèle est-ce ?', { in: thread })
    await page.locator('.talk').getByText('Quel modèle est-ce ?').waitFor()
    assert.equal(await page.locator('#text').inputValue(), 'Attendez, je')
    await page.locator('#text').fill('Un modèle ancien')
    await page.getByRole('button', { name: 'Envoyer' }).click()
    await sophie.sees('Un modèle ancien', thread)
    await noah.presses('Terminer le chat')
    await page.waitForURL(`${service.bot.url}/`)
    await page.context().close()
  })

  it('a console shows at once what was done elsewhere, keeps the place of the keyboard, and goes on without a stream', async () => {
    const page = await signIn({ locale: 'fr-FR' }, 'Sophie Martin')
    await page.goto(`${service.bot.url}/desks`)
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !/ERR_|Failed to load/.test(message.text())) errors.push(message.text())
    })
    await service.person('noah').says('Mon micro grésille')
    await service.person('noah').presses('Chat avec un analyste')
    const row = page.locator('.rows li', { hasText: 'Mon micro grésille' })
    await row.waitFor()
    await row.getByRole('button', { name: 'Prendre' }).focus()
    await service.person('camille').says('Bonjour')
    await service.person('camille').presses('Chat avec un analyste')
    await page.locator('.rows li', { hasText: 'Camille Roy' }).first().waitFor()
    assert.match(String(await page.evaluate('document.activeElement.value')), /handoff.take/)
    // No stream holds: the page looks now and then.
    await page.route('**/events', (route) => route.abort())
    await page.reload()
    await row.waitFor()
    const thread = await service.person('sophie').findsThread('Mon micro grésille')
    await service.person('sophie').presses('Prendre', thread)
    await page.locator('section', { hasText: 'Vos chats' }).getByText('Noah Petit').waitFor({ timeout: 30_000 })
    await page.getByText('Noah Petit').first().click()
    await page.locator('#text').fill('Je vous écoute')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await service.person('noah').sees('Je vous écoute')
    assert.deepEqual(errors, [])
    await service.person('noah').presses('Terminer le chat')
    // Chromium closes no page whose requests are held by a route.
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.goto('about:blank')
    await page.context().close()
  })

  it('the key Enter in a field sends the form, also where people can be looked up in it', async () => {
    const page = await signIn({ locale: 'fr-FR' }, 'Camille Roy')
    await page.goto(`${service.bot.url}/acts/ticket.open?with=%7B%7D`)
    await page.locator('#description').fill('Par la touche Entrée')
    await page.locator('#title').fill('Envoyé au clavier')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=/Incident INC-\\d+ créé/')
    await page.context().close()
  })
})
