/* What Teams is to a tab: answers to the messages of Microsoft's own TeamsJS, for whoever the page is. */

/**
 * @param {HTMLIFrameElement} frame the tab
 * @param {() => Promise<string>} token what single sign-on gives the tab
 * @param {() => { theme: string, locale: string }} look how Teams looks now
 */
export function hostTab(frame, token, look) {
  const answers = {
    initialize: () => ['content', 'desktop', JSON.stringify(RUNTIME), '2.58.0'],
    getContext: () => {
      const { theme, locale } = look()
      return [{ theme, locale, entityId: 'tab', hostClientType: 'desktop', frameContext: 'content' }]
    },
    'authentication.getAuthToken': async () => [true, await token()],
  }
  addEventListener('message', async (event) => {
    if (event.source !== frame.contentWindow) return
    const { id, uuid, func } = event.data
    const answer = answers[func]
    if (answer === undefined) return
    event.source.postMessage({ id, uuid, args: await answer() }, event.origin)
  })
}

const RUNTIME = {
  apiVersion: 4,
  hostVersionsInfo: {},
  isLegacyTeams: false,
  supports: { pages: {}, dialog: { url: {}, card: {} }, stageView: {} },
}
