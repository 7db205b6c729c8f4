/** What alarm design (报警设计) shows. */
import { defineUi } from '@anyuan/ui'

export default defineUi({ pages: [] })
