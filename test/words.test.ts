import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import en from '../cards/strings/en.json' with { type: 'json' }
import fr from '../cards/strings/fr.json' with { type: 'json' }

const languages = { fr, en } as Readonly<Record<string, Readonly<Record<string, string>>>>

describe('the words', () => {
  it('exist in every language', () => {
    assert.deepEqual(Object.keys(en).sort(), Object.keys(fr).sort())
  })

  it('are well formed, and take the same values in every language', () => {
    for (const key of Object.keys(fr)) {
      const [french, english] = [valuesOf(languages['fr']?.[key], 'fr'), valuesOf(languages['en']?.[key], 'en')]
      assert.deepEqual(french, english, key)
    }
  })

  it('are the documents’ own where these fix them', () => {
    assert.equal(fr['menu.chat'], 'Chat avec un analyste')
    assert.equal(fr['menu.new'], 'Créer un incident')
    assert.equal(fr['menu.status'], "Vérifier l'état d'un incident")
    assert.equal(fr['menu.choose'], "Sélectionnez l'une des options suivantes.")
    assert.equal(fr['chat.online'], 'Nous sommes en ligne')
    assert.equal(fr['chat.offline'], 'Chat non disponible pour le moment !')
    assert.match(fr['connected.title'], /^Connecté à /)
    assert.equal(fr['form.save'], 'Enregistrer')
    assert.equal(fr['form.title'], 'Incident')
  })

  it('are all in use', () => {
    const files = ['bot', 'cards', 'web'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`),
    )
    const source = files.map((file) => readFileSync(file, 'utf8')).join('\n')
    const families = [...source.matchAll(/`([\w.-]+\.)\$\{/g)].map(([, family = '']) => family)
    const unused = Object.keys(fr).filter(
      (key) => !source.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)),
    )
    assert.deepEqual(unused, [])
  })
})

function valuesOf(sentence: string | undefined, language: string): string[] {
  const text = JSON.stringify(new IntlMessageFormat(sentence ?? '', language, undefined, { ignoreTag: true }).getAst())
  return [...new Set([...text.matchAll(/"type":[126],"value":"(\w+)"/g)].map(([, name = '']) => name))].sort()
}
