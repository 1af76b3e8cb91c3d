import { Button, Checkbox, Loader, Menu, NumberInput, Select } from '@mantine/core'
import { IconChevronDown, IconFileSpreadsheet, IconFileUpload, IconPlus } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { importEncodings, importTargets, type ImportDelimiter, type ImportEncoding, type ImportPreview, type ImportTarget } from '#shared/contract/imports.ts'
import { errorText } from '../../app/errors.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Card } from '../../ui/Page.tsx'
import { EncodingChoice, encodingNames } from './EncodingChoice.tsx'
import { chooseFile, chooseMore, openSample, saveSample } from './files.ts'
import { Findings } from './Findings.tsx'
import { ImportFrame } from './ImportFrame.tsx'
import { InterruptedNote } from './InterruptedNote.tsx'
import { Notice } from './Notice.tsx'
import { PartTabs } from './PartTabs.tsx'
import { PastImports } from './PastImports.tsx'
import { RawRows } from './RawRows.tsx'
import { addSheets, changePart, changeWizard, currentPart, type FilePart, isFileReady, partName, reopen, restartWizard, sheetsInSight, targetOf, type Wizard } from './wizard.ts'
import css from './imports.module.css'

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const satisfies Record<ImportDelimiter, string>

/** Which files, and what of them: sheet, letters, header. */
export function FileStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('imports')
  const part = currentPart(wizard)
  const isReady = isFileReady(wizard)
  const next = useRef<HTMLButtonElement>(null)
  const offer = part && openQuoteLine(part) > 2 ? wholeRows(part) : undefined
  const forward = isReady ? { label: t('toColumns'), run: () => changeWizard({ step: 'columns' }) } : offer && { label: t('file.takeWholeRows', { line: offer.line }), run: offer.take }
  useEffect(() => {
    if (isReady) next.current?.focus()
  }, [isReady])

  return (
    <ImportFrame
      step="file"
      takesFile
      takesMore={wizard.parts.some(({ preview }) => preview !== null)}
      forward={forward}
      {...(part && { onBack: restartWizard })}
      main={
        part?.preview && (
          <>
            <Button variant="default" onClick={() => void chooseFile(t)}>{t('file.other')}</Button>
            <Button variant="default" leftSection={<IconPlus size={15} stroke={1.6} />} onClick={() => void chooseMore(t)}>{t('file.more')}</Button>
            <Button ref={next} disabled={!isReady} onClick={forward?.run} rightSection={<Kbd keys="$mod+Enter" isOnMain />}>{t('toColumns')}</Button>
          </>
        )
      }
    >
      {!part && <InterruptedNote />}
      <PartTabs wizard={wizard} canRemove />
      {part?.error && (
        <Notice kind="problem" title={t('file.refused', { name: partName(part) })} action={offer && <Button variant="default" rightSection={<Kbd keys="$mod+Enter" />} onClick={offer.take}>{t('file.takeWholeRows', { line: offer.line })}</Button>}>
          {errorText(part.error)}
        </Notice>
      )}
      {part?.preview ? <OpenedFile key={part.key} part={part} preview={part.preview} /> : <Start isOpening={part?.isOpening === true} />}
      {!part?.preview && part?.isOpening !== true && <PastImports />}
    </ImportFrame>
  )
}

/** Where in the file a quotation is opened and never closed; 0 where that is not what is wrong. */
function openQuoteLine({ error }: FilePart): number {
  return error?.data.reason === 'import.unclosed_quote' ? Number(error.data.details?.['line'] ?? 0) : 0
}

/** Takes the rows before the one in which the file stops making sense. */
function wholeRows(part: FilePart): { readonly line: number; readonly take: () => void } {
  return { line: openQuoteLine(part), take: () => void reopen(part, { isWholeRowsOnly: true }) }
}

function Start({ isOpening }: { readonly isOpening: boolean }) {
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
            <div className={css.buttons}>
              <Button ref={choose} onClick={() => void chooseFile(t)}>{t('file.choose')}</Button>
              <Button variant="default" onClick={() => void openSample()}>{t('file.sample')}</Button>
              <SampleMenu />
            </div>
            <p className="k-muted">{t('file.hint')}</p>
          </>
        )}
      </div>
    </Card>
  )
}

/** An empty table of each kind, to be filled in. */
function SampleMenu() {
  const { t } = useTranslation('imports')
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} stroke={1.6} />}>{t('file.saveSample')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {importTargets.map((target) => (
          <Menu.Item key={target} onClick={() => void saveSample(t, target)}>{t(`target.${target}`)}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** What the file holds. */
export function TargetChoice({ part, width }: { readonly part: FilePart; readonly width?: number }) {
  const { t } = useTranslation('imports')
  const target = targetOf(part)
  return (
    <Select
      label={t('target.label')}
      description={t(`target.${target}Hint`)}
      {...(width !== undefined && { w: width })}
      data={importTargets.map((one) => ({ value: one, label: t(`target.${one}`) }))}
      value={target}
      onChange={(chosen) => chosen !== null && chosen !== target && void reopen(part, { target: chosen as ImportTarget })}
    />
  )
}

function OpenedFile({ part, preview }: { readonly part: FilePart; readonly preview: ImportPreview }) {
  const { t } = useTranslation(['imports', 'errors'])
  const { place } = part
  const isAsked = preview.encodingCandidates.length > 1
  const isText = preview.format === 'csv' || preview.format === 'vcf'
  const isTable = preview.columns.length > 0
  const others = sheetsInSight(preview).length - 1
  return (
    <>
      <Card>
        <div className={css.facts}>
          <IconFileSpreadsheet size={26} stroke={1.4} aria-hidden />
          <div className={css.factsName}>
            <b className="k-cut" title={preview.fileName}>{preview.fileName}</b>
            <span className="k-muted">{t('file.rows', { count: preview.approxRows })}</span>
          </div>
          {preview.sheets.length > 1 && (
            <Select
              label={t('file.sheet')}
              w={190}
              value={String(place.sheetIndex ?? preview.sheetIndex)}
              data={preview.sheets.map(({ index, name, isHidden }) => ({ value: String(index), label: isHidden ? t('file.hiddenSheet', { name }) : name }))}
              onChange={(index) => void reopen(part, { sheetIndex: Number(index), target: null })}
            />
          )}
          {others > 0 && <Button variant="default" className={css.beside} onClick={() => void addSheets(part)}>{t('file.allSheets', { count: others + 1 })}</Button>}
          {isText && !isAsked && (
            <Select
              label={t('file.encodingChosen')}
              w={150}
              value={place.encoding ?? preview.encoding}
              data={importEncodings.map((encoding) => ({ value: encoding, label: encodingNames[encoding] }))}
              onChange={(encoding) => void reopen(part, { encoding: encoding as ImportEncoding })}
            />
          )}
          {preview.format === 'csv' && preview.delimiter !== null && isTable && (
            <Select
              label={t('file.delimiter')}
              w={150}
              value={preview.delimiter}
              data={Object.entries(delimiterNames).map(([value, name]) => ({ value, label: t(`file.delimiters.${name}`) }))}
              onChange={(delimiter) => void reopen(part, { delimiter: delimiter as ImportDelimiter })}
            />
          )}
          {isTable && <HeaderRow key={`${preview.sheetIndex}/${preview.headerRow}`} part={part} preview={preview} />}
          <TargetChoice part={part} width={230} />
        </div>
        {isTable && !part.error && <HeaderNote preview={preview} />}
        {isTable && !part.error && <Findings findings={preview.findings} />}
        {preview.isForm && (
          <div className={css.form}>
            <Notice
              kind="warn"
              action={
                <Checkbox
                  label={t('file.formAccept')}
                  checked={part.isFormAccepted}
                  onChange={(event) => changePart(part.key, { isFormAccepted: event.currentTarget.checked })}
                />
              }
            >
              {t('errors:import.is_form')}
            </Notice>
          </div>
        )}
      </Card>
      {isAsked && <EncodingChoice part={part} preview={preview} />}
      {isTable && !part.error && <RawRows preview={preview} />}
    </>
  )
}

/** The row with the names of the columns, as it was found or as the user says. */
function HeaderRow({ part, preview }: { readonly part: FilePart; readonly preview: ImportPreview }) {
  const { t } = useTranslation('imports')
  return (
    <NumberInput
      label={t('file.headerRow')}
      w={120}
      min={0}
      max={1000}
      clampBehavior="strict"
      allowDecimal={false}
      defaultValue={preview.headerRow ?? 0}
      onBlur={(event) => {
        const row = Number(event.currentTarget.value)
        if (Number.isInteger(row) && row !== (preview.headerRow ?? 0)) void reopen(part, { headerRow: row })
      }}
      onKeyDown={(event) => {
        if (event.code === 'Enter') event.currentTarget.blur()
      }}
    />
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
