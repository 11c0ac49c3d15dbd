import { t } from '../l10n';

/** Names of figures and of their groups in the user's language, by those that the host tells. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['Recording', t('Recording')],
  ['Workload', t('Workload')],
  ['Machine', t('Machine')],
  ['Mode', t('Mode')],
  ['Recorded by', t('Recorded by')],
  ['Memory', t('Memory')],
  ['Sync points in the trace', t('Sync points in the trace')],
  ['Sync point', t('Sync point')],
  ['Number', t('Number')],
  ['Cause', t('Cause')],
  ['Stopped at', t('Stopped at')],
  ['Ran for', t('Ran for')],
  ['Dirty pages', t('Dirty pages')],
  ['Zero pages', t('Zero pages')],
  ['Sent', t('Sent')],
  ['Outputs held', t('Outputs held')],
  ['Changed devices', t('Changed devices')],
  ['Pause', t('Pause')],
  ['Whole', t('Whole')],
  ['Range', t('Range')],
  ['Sync points', t('Sync points')],
  ['Duration', t('Duration')],
  ['Most sent at once', t('Most sent at once')],
  ['Pauses together', t('Pauses together')],
  ['total', t('total')],
  ['mean', t('mean')],
  ['max', t('max')],
]);

/** The name of a figure; causes, phases and percentiles are called the same in every language. */
export function figureName(name: string): string {
  return NAMES.get(name) ?? name;
}
