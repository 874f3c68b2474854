/* Draws a card as Teams would: Microsoft's renderer, with colours and sizes after Teams' look. */

const markdown = window.markdownit({ html: false, linkify: false, breaks: true })
window.AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text)
  result.didProcess = true
}

const hosts = { light: hostConfig(false), dark: hostConfig(true) }

/**
 * @param {object} json the card
 * @param {'light' | 'dark'} theme
 * @param {string} locale for dates and times
 * @param {(action: object) => void} act what to do when a button is pressed, with the fields' values in its data
 */
export function drawCard(json, theme, locale, act) {
  const card = new window.AdaptiveCards.AdaptiveCard()
  card.hostConfig = hosts[theme]
  card.onExecuteAction = (action) => {
    if (action.getJsonTypeName() === 'Action.OpenUrl') window.open(action.url, '_blank', 'noopener')
    else act({ type: action.getJsonTypeName(), title: action.title, verb: action.verb, data: action.data })
  }
  card.parse(json)
  // Set here: the renderer's own check of the property remembers the last card, and refuses every second one.
  card.lang = locale
  return card.render()
}

function hostConfig(dark) {
  const text = dark ? '#ffffff' : '#242424'
  const subtle = dark ? '#adadad' : '#616161'
  const colors = {
    default: { default: text, subtle },
    accent: both(dark ? '#9299f7' : '#4f52b2'),
    good: both(dark ? '#92c353' : '#237b4b'),
    warning: both(dark ? '#f8d22a' : '#8f5a00'),
    attention: both(dark ? '#f9526b' : '#c4314b'),
    light: both(subtle),
    dark: both(text),
  }
  const style = (backgroundColor) => ({ backgroundColor, foregroundColors: colors })
  return new window.AdaptiveCards.HostConfig({
    supportsInteractivity: true,
    fontFamily: '"Segoe UI", "Liberation Sans", system-ui, sans-serif',
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
    spacing: { small: 6, default: 10, medium: 14, large: 18, extraLarge: 24, padding: 14 },
    separator: { lineThickness: 1, lineColor: dark ? '#3d3d3d' : '#e0e0e0' },
    containerStyles: {
      default: style('transparent'),
      emphasis: style(dark ? '#333333' : '#f5f5f5'),
      accent: style(dark ? '#2f2f4a' : '#e8ebfa'),
      good: style(dark ? '#1b2b1b' : '#e7f2da'),
      attention: style(dark ? '#3b1a1f' : '#fcf4f6'),
      warning: style(dark ? '#33290a' : '#fff7e0'),
    },
    textBlock: { headingLevel: 3 },
    textStyles: { heading: { size: 'large', weight: 'bolder' }, columnHeader: { weight: 'bolder' } },
    factSet: {
      title: { color: 'default', weight: 'bolder', wrap: true, maxWidth: 170 },
      value: { wrap: true },
      spacing: 16,
    },
    inputs: {
      label: {
        inputSpacing: 'small',
        requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
        optionalInputs: { weight: 'bolder' },
      },
      errorMessage: { color: 'attention', weight: 'default', size: 'small', spacing: 'small' },
    },
    actions: {
      maxActions: 6,
      spacing: 'medium',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline' },
    },
    choiceSetInputValueSeparator: ',',
  })
}

function both(color) {
  return { default: color, subtle: color }
}
