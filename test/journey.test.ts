import { playDay } from '../simulator/day.ts'
import { type JourneyLanguage, playJourney, playSilence } from '../simulator/journey.ts'
import { startService } from './service.ts'

describe('the main job, through HTTP with authentication on and Teams’ own limits', () => {
  for (const language of ['fr', 'en'] satisfies JourneyLanguage[]) {
    it(`runs from a message to a person and an incident, in ${language} (S0.13, S0.14, S0.16 to S0.22, S0.27, S0.29 to S0.34)`, async function () {
      this.timeout(60_000)
      const service = await startService({ DEFAULT_LANGUAGE: language, SILENCE_SECONDS: '2' }, { limits: true })
      try {
        await playJourney(service.teams, language, () => {})
        await playSilence(service.teams, language, () => {})
        // In English the demonstration plays it (`.ci/run`).
        if (language === 'fr') await playDay(service.teams, language, () => {})
      } finally {
        await service.close()
      }
    })
  }
})
