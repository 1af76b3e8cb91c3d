import { Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportEncoding, ImportPreview } from '#shared/contract/imports.ts'
import { Card } from '../../ui/Page.tsx'
import { type FilePart, reopen } from './wizard.ts'
import css from './imports.module.css'

export const encodingNames: Readonly<Record<ImportEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16 BE',
  'utf-32le': 'UTF-32',
  'utf-32be': 'UTF-32 BE',
  'windows-1250': 'Windows-1250',
  'windows-1251': 'Windows-1251',
  'windows-1252': 'Windows-1252',
  ibm866: 'DOS 866',
  cp852: 'DOS 852'
}

/** Lets the eye decide how the letters of a file are written: the same line in every way it can be read. */
export function EncodingChoice({ part, preview }: { readonly part: FilePart; readonly preview: ImportPreview }) {
  const { t } = useTranslation('imports')
  const { encodingCandidates } = preview
  const chosen = part.place.encoding
  const telling = tellingLines(encodingCandidates[0]?.previewLines ?? [])
  return (
    <Card title={t('file.encoding')}>
      <p className={`k-muted ${css.encodingHint}`}>{t('file.encodingHint')}</p>
      <Radio.Group aria-label={t('file.encoding')} value={chosen ?? ''} onChange={(encoding) => void reopen(part, { encoding: encoding as ImportEncoding })}>
        <div className={css.encodings}>
          {encodingCandidates.map(({ encoding, previewLines }, index) => (
            <Radio.Card key={encoding} value={encoding} className={css.encoding} autoFocus={chosen === null ? index === 0 : chosen === encoding}>
              <Radio.Indicator size="xs" />
              <span className={css.encodingName}>{encodingNames[encoding]}</span>
              <span className={css.encodingLines}>
                {telling.map((line) => (
                  <span key={line} className="k-cut">{previewLines[line]}</span>
                ))}
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
    </Card>
  )
}

/** The two lines with the most letters beyond ASCII: only there do encodings differ. */
function tellingLines(lines: readonly string[]): number[] {
  const foreign = (line: string) => line.match(/\P{ASCII}/gu)?.length ?? 0
  return lines
    .map((line, index) => ({ index, count: foreign(line) }))
    .sort((a, b) => b.count - a.count || a.index - b.index)
    .slice(0, 2)
    .map(({ index }) => index)
    .sort((a, b) => a - b)
}
