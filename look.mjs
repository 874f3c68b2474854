import { chromium } from 'playwright-core'
import { startService } from './dist/test/service.js'

const service = await startService()
await service.settle('sophie')
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const dark = process.argv[2] === 'dark'
const phone = process.argv[3] === 'phone'
const locale = process.argv[4] ?? 'fr'
const shot = async (page, n) => {
  await page.screenshot({ path: `/tmp/w/${n}.png`, fullPage: true })
}
const ctx = await b.newContext({
  colorScheme: dark ? 'dark' : 'light',
  viewport: phone ? { width: 390, height: 700 } : { width: 1000, height: 620 },
  locale,
})
const page = await ctx.newPage()
page.setDefaultTimeout(5000)
await page.goto(service.bot.url + '/catalogue')
await page.getByText('Camille Roy').click()
await shot(page, 'c1')
await page.getByRole('button', { name: 'Vue mosaïque' }).click()
await shot(page, 'c2')
await page.locator('a:has-text("Nouveau compte")').click()
await page.locator('.choice').nth(1).click()
await shot(page, 'c3')
await page.getByRole('button', { name: 'Continuer' }).click()
await shot(page, 'c4')
await page.getByRole('button', { name: 'Envoyer' }).click()
await shot(page, 'c5')
await page.locator('#f-address').fill('equipe@example.com')
await page.getByRole('button', { name: 'brouillon' }).click()
await shot(page, 'c6')
await page.goto(service.bot.url + '/catalogue')
await shot(page, 'c7')
await page.getByText('Brouillons (1)').click()
await shot(page, 'c8')
await page.locator('a.line').first().click()
await shot(page, 'c9')
await page.getByRole('button', { name: 'Envoyer' }).click()
await shot(page, 'c10')
await page.goto(service.bot.url + '/catalogue?query=messagerie')
await shot(page, 'c11')
await b.close()
await service.close()
process.exit(0)
