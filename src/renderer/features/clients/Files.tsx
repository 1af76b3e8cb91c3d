import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical, IconDownload, IconPaperclip, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientFile } from '#shared/contract/card.ts'
import type { ClientCard } from '#shared/contract/clients.ts'
import { dayOf } from '#shared/day.ts'
import { useActions } from '../../app/actions.ts'
import { call } from '../../app/api.ts'
import { useCommand, useJob } from '../../app/data.ts'
import { useDictionaries } from '../../app/dictionaries.ts'
import { showError } from '../../app/errors.tsx'
import { useFirm, useFormat } from '../../app/format.ts'
import { notifyDone } from '../../app/notify.ts'
import { useDroppedFiles } from '../../app/useDroppedFiles.ts'
import { Card, Nothing } from '../../ui/Page.tsx'
import { EditField } from './EditField.tsx'
import css from './clients.module.css'

/** Files kept with a client: chosen or dropped anywhere on the card, opened by a click. */
export function Files({ client }: { readonly client: ClientCard }) {
  const { t } = useTranslation('card')
  const adding = useJob('attachments.add')

  async function keep(paths: readonly string[]) {
    for (const path of paths) {
      const done = await adding.start({ clientId: client.id, dealId: null, path })
      if (done) notifyDone(t('files.added', { name: path.split(/[\\/]/).at(-1) ?? path }), done.changeId)
    }
  }

  async function choose() {
    try {
      const path = await call('shell.chooseOpenPath', { title: t('files.dialog'), filters: [{ name: t('files.all'), extensions: ['*'] }] })
      if (path !== null) await keep([path])
    } catch (error) {
      showError(error)
    }
  }

  const isOver = useDroppedFiles(true, (paths) => void keep(paths))
  useActions([{ id: 'clients.file', label: t('actions.file'), keys: 'KeyF', run: () => void choose() }])
  return (
    <Card
      title={t('files.title')}
      padding={false}
      actions={
        <ActionIcon size={24} aria-label={t('actions.file')} title={t('actions.file')} loading={adding.state === 'running'} onClick={() => void choose()}>
          <IconPlus size={16} stroke={1.6} />
        </ActionIcon>
      }
    >
      {client.files.length === 0 || isOver ? <div className={css.drop} data-over={isOver || undefined}><Nothing padding={false}>{t(isOver ? 'files.drop' : 'files.none')}</Nothing></div> : null}
      <div className={css.lines}>
        {client.files.map((file) => <FileLine key={file.id} file={file} />)}
      </div>
    </Card>
  )
}

function FileLine({ file }: { readonly file: ClientFile }) {
  const { t } = useTranslation(['card', 'clients'])
  const format = useFormat()
  const { timeZone } = useFirm()
  const words = useDictionaries()
  const remove = useCommand('attachments.remove')
  const saving = useJob('attachments.save')
  const [isNaming, setIsNaming] = useState(false)
  const { id, fileName } = file

  async function saveCopy() {
    try {
      const extension = /\.([^.]{1,10})$/.exec(fileName)?.[1]
      const filters = extension === undefined ? [{ name: t('files.all'), extensions: ['*'] }] : [{ name: extension.toUpperCase(), extensions: [extension] }]
      const path = await call('shell.chooseSavePath', { title: t('files.save'), defaultName: fileName, filters })
      if (path !== null && (await saving.start({ id, path }))) notifyDone(t('files.saved', { name: fileName }))
    } catch (error) {
      showError(error)
    }
  }

  const about = [format.size(file.byteCount), format.day(dayOf(file.at, timeZone)), words.userName(file.byId)].filter(Boolean).join(' · ')
  return (
    <div className={css.line} style={{ cursor: 'default' }}>
      <IconPaperclip size={15} stroke={1.6} aria-hidden className={css.eventIcon} />
      <span className={css.lineMain}>
        {isNaming ? (
          <EditField
            label={t('files.name')}
            value={fileName}
            placeholder={t('files.name')}
            save={async (name) => {
              if (name !== '') await call('attachments.rename', { id, fileName: name })
              setIsNaming(false)
            }}
          />
        ) : (
          <button type="button" className={css.fileName} title={t('files.open', { name: fileName })} onClick={() => void call('shell.openAttachment', { id }).catch(showError)}>
            {fileName}
          </button>
        )}
        <span className={css.lineHint}>{about}</span>
      </span>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={22} aria-label={`${t('clients:card.more')}: ${fileName}`} title={t('clients:card.more')}>
            <IconDotsVertical size={14} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDownload size={15} stroke={1.6} />} onClick={() => void saveCopy()}>{t('files.save')}</Menu.Item>
          <Menu.Item leftSection={<IconPencil size={15} stroke={1.6} />} onClick={() => setIsNaming(true)}>{t('files.rename')}</Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={15} stroke={1.6} />}
            onClick={() => remove.mutate({ id }, { onSuccess: ({ changeId }) => notifyDone(t('files.removed', { name: fileName }), changeId) })}
          >
            {t('clients:card.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
