/** Trades (行业) of chemical enterprises: what each stores, makes and must watch for. */

export interface Trade {
  key: string
  zh: string
  en: string
  /** Pressure-stored substances first in line for the tank farm, then the atmospheric ones. */
  pressure: string[]
  atmospheric: string[]
  /** Processes under special supervision (重点监管危险化工工艺) run in the unit; empty where nothing reacts. */
  processes: { zh: string; en: string; setpointCelsius: number }[]
}

const process = (zh: string, en: string, setpointCelsius: number) => ({ zh, en, setpointCelsius })
export const TRADES: ReadonlyMap<string, Trade> = new Map(
  [
    {
      key: 'chlor_alkali',
      zh: '氯碱',
      en: 'Chlor-alkali',
      pressure: ['chlorine', 'vinyl_chloride'],
      atmospheric: ['hydrochloric_acid', 'caustic_soda'],
      processes: [process('氯化工艺', 'chlorination', 70)],
    },
    {
      key: 'petrochemical',
      zh: '石化',
      en: 'Petrochemical',
      pressure: ['lpg', 'propylene', 'butadiene'],
      atmospheric: ['benzene', 'gasoline', 'toluene', 'diesel'],
      processes: [process('加氢工艺', 'hydrogenation', 115), process('烷基化工艺', 'alkylation', 60)],
    },
    {
      key: 'fine',
      zh: '精细',
      en: 'Fine chemicals',
      pressure: ['chlorine', 'ammonia'],
      atmospheric: ['methanol', 'toluene', 'acetone'],
      processes: [process('氯化工艺', 'chlorination', 65), process('胺基化工艺', 'amination', 90)],
    },
    {
      key: 'storage',
      zh: '仓储',
      en: 'Storage',
      pressure: ['lpg', 'propylene'],
      atmospheric: ['gasoline', 'methanol', 'benzene', 'xylene', 'styrene', 'diesel'],
      processes: [],
    },
    {
      key: 'fluorine',
      zh: '氟化',
      en: 'Fluorochemicals',
      pressure: ['hydrogen_fluoride', 'r22', 'chlorine'],
      atmospheric: ['chloroform', 'hydrochloric_acid'],
      processes: [process('氟化工艺', 'fluorination', 80)],
    },
    {
      key: 'polymer',
      zh: '聚合',
      en: 'Polymers',
      pressure: ['butadiene', 'propylene', 'vinyl_chloride'],
      atmospheric: ['styrene', 'acrylonitrile'],
      processes: [process('聚合工艺', 'polymerisation', 75)],
    },
    {
      key: 'coating',
      zh: '涂料',
      en: 'Coatings',
      pressure: [],
      atmospheric: ['toluene', 'xylene', 'ethyl_acetate', 'acetone'],
      processes: [process('聚合工艺', 'polymerisation', 85)],
    },
    {
      key: 'agrochemical',
      zh: '农化',
      en: 'Agrochemicals',
      pressure: ['chlorine', 'ammonia'],
      atmospheric: ['toluene', 'methanol', 'hydrochloric_acid'],
      processes: [process('氯化工艺', 'chlorination', 75), process('重氮化工艺', 'diazotisation', 45)],
    },
    {
      key: 'additive',
      zh: '助剂',
      en: 'Additives',
      pressure: ['ethylene_oxide', 'propylene_oxide'],
      atmospheric: ['methanol', 'ethanol', 'toluene'],
      processes: [process('烷基化工艺', 'alkoxylation', 120)],
    },
    {
      key: 'te',
      zh: '化工',
      en: 'Chemicals',
      pressure: ['lpg'],
      atmospheric: ['methanol', 'toluene'],
      processes: [process('TE 连续反应', 'Tennessee Eastman process', 120.4)],
    },
  ].map((trade) => [trade.key, trade]),
)

/** The trade named `key`; a wrong key is a fault of this package. */
export function trade(key: string): Trade {
  const found = TRADES.get(key)
  if (!found) throw new Error(`no trade ${key}`)
  return found
}
