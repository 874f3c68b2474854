import { type JourneyLanguage, playJourney } from '../simulator/journey.ts'
import { startService } from './service.ts'

describe('the main job, through HTTP with authentication on and Teams’ own limits', () => {
  for (const language of ['fr', 'en'] satisfies JourneyLanguage[]) {
    it(`runs from a message to a person and an incident, in ${language}`, async () => {
      const service = await startService({ DEFAULT_LANGUAGE: language }, { limits: true })
      try {
        await playJourney(service.teams, language, () => {})
      } finally {
        await service.close()
      }
    })
  }
})
