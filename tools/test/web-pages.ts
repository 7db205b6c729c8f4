/** Before the stories in a browser: the web pages are built from the sources as they are now. A clean clone has none. */
import { buildWeb } from '../../apps/server/web-build.ts'

export default function setup(): void {
  buildWeb()
}
