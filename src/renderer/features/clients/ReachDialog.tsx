import { Button, Group, Modal, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatPhone } from '#shared/phone.ts'
import { useRead } from '../../app/data.ts'
import { useFocusReturn } from '../../ui/useFocusReturn.ts'
import { ConsentPanel } from './ConsentPanel.tsx'
import { handOver, useStopped, type Stopped } from './reachOut.ts'

/** Says why no offer may be made, and the ways on: consent written down, or a call that is no offer. Stands once in a screen. */
export function ReachDialog() {
  const stopped = useStopped((state) => state.stopped)
  return stopped && <OpenDialog stopped={stopped} />
}

const close = () => useStopped.setState({ stopped: null })

function OpenDialog({ stopped }: { readonly stopped: Stopped }) {
  const { t } = useTranslation(['card', 'ui'])
  const [isRecording, setIsRecording] = useState(false)
  const card = useRead('clients.get', { id: stopped.clientId })
  useFocusReturn()
  if (isRecording && card.data) {
    return <ConsentPanel client={card.data} contactId={stopped.contactId} channels={[stopped.channel]} state="given" onClose={close} />
  }
  const goOn = () => {
    handOver(stopped)
    close()
  }
  const address = stopped.channel === 'email' ? stopped.address : formatPhone(stopped.address)
  const isFinal = stopped.reason === 'doNotCall'
  return (
    <Modal opened onClose={close} size={560} title={`${t(`stop.${stopped.channel}`)} ${address}`} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <Text component="p" m={0} mb="md">{t(`gate.${stopped.reason}`)}</Text>
      <Group justify="flex-end" gap="xs" wrap="nowrap">
        {!isFinal && (
          <>
            <Button variant="subtle" onClick={goOn}>{t('stop.contract')}</Button>
            <Button variant="subtle" onClick={goOn}>{t('stop.service')}</Button>
          </>
        )}
        <Button variant="default" onClick={close} data-autofocus>{t('ui:cancel')}</Button>
        {!isFinal && <Button onClick={() => setIsRecording(true)}>{t('stop.record')}</Button>}
      </Group>
    </Modal>
  )
}
