/** The house's kit for screens: marks, words, pages, tables, charts, the typed door to the server and the live connection. */
export { isWithin as isWithinOrg } from '@anyuan/kernel'
export { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
export { Link, useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
export { ActBar, type AlarmActs, useAlarmActs } from './alarm/act-bar.tsx'
export { ActForm, type ActFormProps, actOf, type WordyAct } from './alarm/act-form.tsx'
export { type ActName, possibleActs } from './alarm/acts.ts'
export { AlarmGuidancePart } from './alarm/alarm-guidance.tsx'
export { CurrentLevel } from './alarm/current-level.tsx'
export { GuidanceCard } from './alarm/guidance.tsx'
export { limitsOf, shareOf, type Tag } from './alarm/limits.ts'
export { LimitsBar, type LimitsBarProps } from './alarm/limits-bar.tsx'
export { AlarmStory } from './alarm/story.tsx'
export { type BreachLike, occurrenceOf, useBreachText, worstOf } from './alarm/words.ts'
export { ApiError, api, apiErrorOf, onSignedOut, type paths, read } from './api/client.ts'
export { EmptyState, ErrorState, useRefusalText } from './api/refusal.tsx'
export { bucketsFor } from './chart/buckets.ts'
export * from './chart/lazy.tsx'
export {
  type Conductor,
  ConductorProvider,
  ShownMoment,
  SPEEDS,
  type Speed,
  useConductor,
  useConductorActs,
  usePastStatus,
  useTrendRange,
} from './conductor/conductor.tsx'
export { type Past, useMoment, usePast, useShownNow } from './conductor/context.ts'
export type { PastReadings, Readings } from './conductor/past-readings.ts'
export { type ConductorState, isLast, LASTS, type LastName, LIVE, type TimeWindow, windowAt } from './conductor/range.ts'
export * from './define-ui.ts'
export { type Connection, LiveClient, type LiveTicket } from './live/client.ts'
export type { AlarmEvent, LiveFrame } from './live/frames.ts'
export { LiveProvider, useAlarmEvents, useConnection, useLive, useLiveValue, useLiveValues, useReadings } from './live/hooks.tsx'
export {
  type AlarmState,
  countBySeverity,
  innerState,
  isDrill,
  isSetAside,
  isUnacknowledged,
  raisedAt,
  type Standing,
  type StandingAlarm,
  StandingStore,
  severityOf,
} from './live/standing.ts'
export {
  type Acted,
  StandingProvider,
  seenOf,
  useActOnAlarms,
  useSendAct,
  useStandingAlarms,
  useStandingStore,
  useWaitingActs,
} from './live/use-standing.tsx'
export { type LiveValue, LiveValues } from './live/values.ts'
export { type ActResult, type AlarmAct, type SeenAlarm, type Waiting, type WaitingAct, WaitingActs } from './live/waiting-acts.ts'
export { Age, Countdown, Time } from './marks/age.tsx'
export { Icon, type IconName } from './marks/icon.tsx'
export { type DataState, QualityMark, qualityName } from './marks/quality.tsx'
export { SEVERITY_LETTER, SEVERITY_PATH, SEVERITY_TOKEN, SeverityCount, SeverityMark, SeverityShape } from './marks/severity.tsx'
export * from './org/org.tsx'
export * from './org/org-picker.tsx'
export { usePlaceName } from './org/place-name.ts'
export { ExportButton, type ExportPath, type ExportTo, exportAddress } from './page/export-button.tsx'
export { type FieldSchema, fieldProblem, orNull, useFieldRule } from './page/field-rule.ts'
export { FormDrawer, type FormDrawerProps, useConfirm } from './page/form-drawer.tsx'
export { InstantPicker, type InstantPickerProps } from './page/instant-picker.tsx'
export { type Crumb, Page, type PageProps } from './page/page.tsx'
export type { FilterField } from './page/query-filters.tsx'
export { type QueryColumn, type QueryPage, QueryTable, type QueryTableProps } from './page/query-table.tsx'
export { type FilterValues, readFilters, useUrlFilters, writeFilters } from './page/url-filters.ts'
export { type Me, may, SessionProvider, useMay, useMe } from './session/session.tsx'
export { applyTheme, firstTheme, ThemeProvider, useTheme } from './theme/theme.tsx'
export { fontFamily, seriesColours, type ThemeName, type Tokens, tokens } from './theme/tokens.ts'
export { houseNow, useNow } from './words/clock.ts'
export { remember, remembered } from './words/memory.ts'
export * from './words/time.ts'
export { changeLanguage, firstLanguage, type Language, startWords, type WordBook } from './words/words.ts'
