import { strict as assert } from 'node:assert'
import { inflateSync } from 'node:zlib'
import { face, faceOf, initialsOf } from '../cards/face.ts'

describe('a face', () => {
  it('has the initials of the first and the last name, without accents', () => {
    assert.equal(initialsOf('Sophie Martin'), 'SM')
    assert.equal(initialsOf('élodie de la Rivière-Œuvre'), 'ER')
    assert.equal(initialsOf('Éric'), 'E')
    assert.equal(initialsOf('Dupont, Jean'), 'DJ')
    assert.equal(initialsOf('田中 太郎'), '')
    assert.equal(initialsOf(''), '')
  })

  it('is a small PNG of 64 pixels a side, always the same of one name', () => {
    for (const name of ['Sophie Martin', 'WW MM', '', '田中 太郎', 'Q Q']) {
      const uri = faceOf(name)
      assert.equal(uri, faceOf(name))
      assert.ok(uri.length < 1_500, `${uri.length} characters`)
      const png = Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64')
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [64, 64])
      const at = png.indexOf('IDAT')
      const pixels = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
      assert.equal(pixels.length, 64 * 33)
      assert.equal(/[^0]/.test(pixels.toString('hex')), initialsOf(name) !== '', 'letters are drawn')
    }
    assert.notEqual(faceOf('Sophie Martin'), faceOf('Karim Benali'))
    assert.equal((face('Sophie Martin') as { altText: string }).altText, 'Sophie Martin')
  })
})
