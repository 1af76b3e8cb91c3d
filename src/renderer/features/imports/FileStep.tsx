import { Button, Checkbox, Loader, SegmentedControl, Select } from '@mantine/core'
import { IconFileSpreadsheet, IconFileUpload } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { importTargets, type ImportDelimiter, type ImportPreview } from '#shared/contract/imports.ts'
import { errorText } from '../../app/errors.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { EncodingChoice } from './EncodingChoice.tsx'
import { chooseFile, openSample } from './files.ts'
import { ImportFrame } from './ImportFrame.tsx'
import { InterruptedNote } from './InterruptedNote.tsx'
import { Notice } from './Notice.tsx'
import { PastImports } from './PastImports.tsx'
import { RawRows } from './RawRows.tsx'
import { changeWizard, isFileReady, reopen, restartWizard, type Wizard } from './wizard.ts'
import css from './imports.module.css'

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const satisfies Record<ImportDelimiter, string>

/** Which file, and what of it: sheet, letters, header. */
export function FileStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const { preview, isOpening, error, place } = wizard
  const isReady = isFileReady(wizard)
  const next = useRef<HTMLButtonElement>(null)
  const forward = isReady ? { label: t('toColumns'), run: () => changeWizard({ step: 'columns' }) } : undefined
  useEffect(() => {
    if (isReady) next.current?.focus()
  }, [isReady])

  return (
    <ImportFrame
      step="file"
      takesFile
      forward={forward}
      {...(place && { onBack: restartWizard })}
      main={
        preview && (
          <>
            <Button variant="default" onClick={() => void chooseFile(t)}>{t('file.other')}</Button>
            <Button ref={next} disabled={!isReady} onClick={forward?.run} rightSection={<Kbd keys="$mod+Enter" isOnMain />}>{t('toColumns')}</Button>
          </>
        )
      }
    >
      {!place && <InterruptedNote />}
      {error && (
        <Notice kind="problem" title={t('file.refused', { name: fileName(place?.path ?? '') })}>
          {errorText(error)}
        </Notice>
      )}
      {preview ? <OpenedFile wizard={wizard} preview={preview} /> : <Start isOpening={isOpening} wizard={wizard} />}
      {!preview && !isOpening && <PastImports />}
    </ImportFrame>
  )
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

function Start({ wizard, isOpening }: { readonly wizard: Wizard; readonly isOpening: boolean }) {
  const { t } = useTranslation('imports')
  const choose = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!isOpening) choose.current?.focus()
  }, [isOpening])
  return (
    <Card>
      <div className={css.start}>
        {isOpening ? (
          <>
            <Loader size="md" />
            <p>{t('file.opening')}</p>
          </>
        ) : (
          <>
            <IconFileUpload size={34} stroke={1.3} aria-hidden />
            <p className={css.startTitle}>{t('file.drop')}</p>
            <TargetChoice wizard={wizard} />
            <div className={css.buttons}>
              <Button ref={choose} onClick={() => void chooseFile(t)}>{t('file.choose')}</Button>
              <Button variant="default" onClick={() => void openSample()}>{t('file.sample')}</Button>
            </div>
            <p className="k-muted">{t('file.hint')}</p>
          </>
        )}
      </div>
    </Card>
  )
}

/** Clients or deals. */
export function TargetChoice({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  return (
    <div className={css.target}>
      <SegmentedControl
        aria-label={t('target.label')}
        value={wizard.target}
        onChange={(target) => void reopen({ target: target === 'deal' ? 'deal' : 'client' })}
        data={importTargets.map((target) => ({ value: target, label: t(`target.${target}`) }))}
      />
      <span className="k-muted">{t(`target.${wizard.target}Hint`)}</span>
    </div>
  )
}

function OpenedFile({ wizard, preview }: { readonly wizard: Wizard; readonly preview: ImportPreview }) {
  const { t } = useTranslation(['imports', 'errors'])
  const { place } = wizard
  const isAsked = preview.encodingCandidates.length > 1
  return (
    <>
      <Card>
        <div className={css.facts}>
          <IconFileSpreadsheet size={26} stroke={1.4} aria-hidden />
          <div className={css.factsName}>
            <b>{preview.fileName}</b>
            <span className="k-muted">{t('file.rows', { count: preview.approxRows })}</span>
          </div>
          {preview.sheets.length > 1 && (
            <Select
              label={t('file.sheet')}
              w={220}
              value={String(place?.sheetIndex ?? preview.sheetIndex)}
              data={preview.sheets.map(({ index, name, isHidden }) => ({ value: String(index), label: isHidden ? t('file.hiddenSheet', { name }) : name }))}
              onChange={(index) => void reopen({ sheetIndex: Number(index) })}
            />
          )}
          {preview.format === 'csv' && preview.delimiter !== null && preview.columns.length > 0 && (
            <Select
              label={t('file.delimiter')}
              w={180}
              value={preview.delimiter}
              data={Object.entries(delimiterNames).map(([value, name]) => ({ value, label: t(`file.delimiters.${name}`) }))}
              onChange={(delimiter) => void reopen({ delimiter: delimiter as ImportDelimiter })}
            />
          )}
          <TargetChoice wizard={wizard} />
        </div>
        {preview.columns.length > 0 && !wizard.error && <HeaderNote preview={preview} />}
        {preview.isForm && (
          <div className={css.form}>
            <Notice
              kind="warn"
              action={
                <Checkbox
                  label={t('file.formAccept')}
                  checked={wizard.isFormAccepted}
                  onChange={(event) => changeWizard({ isFormAccepted: event.currentTarget.checked })}
                />
              }
            >
              {t('errors:import.is_form')}
            </Notice>
          </div>
        )}
      </Card>
      {isAsked && <EncodingChoice preview={preview} chosen={place?.encoding ?? null} />}
      {preview.columns.length > 0 && !wizard.error && <RawRows preview={preview} />}
    </>
  )
}

function HeaderNote({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation('imports')
  const { headerRow, skippedRows, confidence } = preview
  return (
    <div className={css.headerNote}>
      <p>
        {headerRow === null ? t('file.noHeader') : t('file.header', { row: headerRow })}
        {confidence < 0.5 && headerRow !== null && ` ${t('file.unsureHeader')}`}
        {skippedRows.length > 0 && ` ${t('file.skipped', { count: skippedRows.length })}`}
      </p>
      {skippedRows.slice(0, 3).map(({ rowNumber, text }) => (
        <p key={rowNumber} className="k-muted k-cut">{t('file.skippedRow', { row: rowNumber, text })}</p>
      ))}
    </div>
  )
}
