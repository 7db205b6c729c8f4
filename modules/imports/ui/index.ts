/** What the import (批量导入) shows: its history, and the steps from a file to what was changed. */
import { defineUi } from '@anyuan/ui'

export default defineUi({ pages: [] })
