/** A change request (变更单) for one tag that is there: the settings as they are, to be changed, with title and reason. */
import { api, FormDrawer, read, useNavigate, useQueryClient } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { RequestFields, SettingFieldsForm } from './setting-fields.tsx'
import { type SettingFields, settingFieldsOf, settingsOf, type Tag } from './tag-values.ts'

interface RequestValues extends SettingFields {
  title: string
  reason: string
  emergency?: boolean
  agreed?: { name: string; role: string }[]
}

export function ProposeForm({ tag, open, onClose }: { tag: Tag; open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const propose = async (fields: RequestValues) => {
    const { id } = await read(
      api.POST('/api/alarm-design/changes', {
        body: {
          title: fields.title,
          reason: fields.reason,
          tags: [{ tagNumber: tag.number, ...settingsOf(fields) }],
          emergency: fields.emergency ? { agreed: fields.agreed ?? [] } : null,
        },
      }),
    )
    await client.invalidateQueries({ queryKey: ['alarm-design'] })
    void navigate(`/alarm-design/changes/${id}`)
  }
  return (
    <FormDrawer<RequestValues>
      open={open}
      title={t('assets.request.of', { code: tag.code })}
      initial={settingFieldsOf(tag)}
      onSubmit={propose}
      onClose={onClose}
      done={t('assets.request.done')}
      submitLabel={t('assets.request.save')}
      width={720}
    >
      <RequestFields />
      <SettingFieldsForm code={tag.code} />
    </FormDrawer>
  )
}
