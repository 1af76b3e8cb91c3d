import { getFixedT } from 'i18next'
import { call } from '../../app/api.ts'
import { showError } from '../../app/errors.tsx'
import { chooseSavePath, fileName } from '../../app/files.ts'
import { notifyDone } from '../../app/notify.ts'

const margin = 24

/** Puts the charts side by side under a title and a line that says what they count, and saves them as one picture. */
export async function savePicture(title: string, statement: string, pictures: readonly string[]): Promise<void> {
  const t = getFixedT(null, 'funnel')
  try {
    const path = await chooseSavePath({ title: t('export.save'), name: t('export.fileName'), extension: 'png', kind: 'PNG' })
    if (path === null) return
    const images = await Promise.all(pictures.map(loadImage))
    const scale = window.devicePixelRatio
    const head = 62 * scale
    const gap = margin * scale
    const sheet = document.createElement('canvas')
    sheet.width = images.reduce((sum, image) => sum + image.width + gap, gap)
    sheet.height = Math.max(...images.map((image) => image.height)) + head + 2 * gap
    const pen = sheet.getContext('2d')
    if (!pen) return
    const styles = getComputedStyle(document.documentElement)
    pen.fillStyle = styles.getPropertyValue('--k-card').trim() || '#fff'
    pen.fillRect(0, 0, sheet.width, sheet.height)
    pen.fillStyle = styles.getPropertyValue('--k-ink').trim() || '#000'
    pen.font = `600 ${17 * scale}px 'Inter Variable', sans-serif`
    pen.fillText(title, gap, gap + 18 * scale)
    pen.font = `${12 * scale}px 'Inter Variable', sans-serif`
    pen.fillText(statement, gap, gap + 40 * scale)
    let left = gap
    for (const image of images) {
      pen.drawImage(image, left, head + gap)
      left += image.width + gap
    }
    await call('shell.saveImage', { path, pngBase64: sheet.toDataURL('image/png').replace(/^data:image\/png;base64,/, '') })
    notifyDone(t('export.done', { name: fileName(path) }))
  } catch (error) {
    showError(error)
  }
}

function loadImage(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.addEventListener('load', () => resolve(image))
    image.addEventListener('error', () => reject(new Error('a chart could not be drawn')))
    image.src = url
  })
}
