/** Starts the screen: colours and words first, so that nothing flashes; then who is signed in decides what is shown. */
import '@anyuan/ui/house.css'
import './shell/shell.css'
import { applyTheme, firstLanguage, firstTheme, startWords, ThemeProvider } from '@anyuan/ui'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { Gate } from './gate.tsx'
import { loadWords } from './words.ts'

applyTheme(firstTheme())
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 5000 } } })

await startWords(firstLanguage(), loadWords)
const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
createRoot(place).render(
  <QueryClientProvider client={queries}>
    <ThemeProvider>
      <Gate />
    </ThemeProvider>
  </QueryClientProvider>,
)
