/* Every card in every state, as Teams would draw it, with the shortest and the longest data: to be looked at. */
import { drawCard } from './cards.js'

const form = document.querySelector('.choices')
const asked = new URLSearchParams(location.search)
/** `{ [language]: { [words]: { [name]: card } } }` */
const cards = await (await fetch('gallery.json')).json()

choices('language', Object.keys(cards))
choices('theme', ['light', 'dark'])
choices('width', ['wide', 'phone'])
choices('words', Object.keys(Object.values(cards)[0]))
form.name.value = asked.get('name') ?? ''
form.addEventListener('input', show)
form.addEventListener('submit', (event) => event.preventDefault())
show()

function choices(name, values) {
  for (const value of values) form.elements[name].append(new Option(value, value))
  form.elements[name].value = asked.get(name) ?? values[0]
}

function show() {
  const chosen = Object.fromEntries(new FormData(form))
  history.replaceState(null, '', `?${new URLSearchParams(chosen)}`)
  document.documentElement.dataset.theme = chosen.theme
  document.documentElement.lang = chosen.language
  const main = document.querySelector('.cards')
  main.className = `cards ${chosen.width}`
  const locale = chosen.language === 'fr' ? 'fr-FR' : 'en-GB'
  const wanted = Object.entries(cards[chosen.language][chosen.words]).filter(([name]) => name.includes(chosen.name))
  main.replaceChildren(
    ...wanted.map(([name, card]) => {
      const figure = document.createElement('figure')
      const caption = document.createElement('figcaption')
      caption.textContent = name
      const bubble = document.createElement('div')
      bubble.className = 'bubble card'
      bubble.append(drawCard(card, chosen.theme, locale, () => undefined))
      figure.append(caption, bubble)
      return figure
    }),
  )
  for (const figure of main.children) figure.classList.toggle('cut', isCut(figure))
}

/** Something in it is wider than its place: Teams would cut it off. A choice that is closed shows what there is room for. */
function isCut(figure) {
  return [...figure.querySelectorAll('.bubble, .bubble *:not(select)')].some((part) => {
    const { display, overflowX } = getComputedStyle(part)
    return display !== 'inline' && overflowX === 'visible' && part.scrollWidth > part.clientWidth + 1
  })
}
