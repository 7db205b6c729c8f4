/** Alarm guidance (处置指引) by what alarms: cause, consequence, action, whom to call. Chinese for the officer, English beside it. Phones are internal placeholders (内线). */
import type { ProvinceGuidance } from './shapes.ts'

export type GuidanceKey =
  | 'tank_level'
  | 'tank_pressure'
  | 'tank_temperature'
  | 'reactor_temperature'
  | 'reactor_pressure'
  | 'reactor_cooling'
  | 'agitator'
  | 'flow'
  | 'warehouse'
  | 'combustible'
  | 'toxic'
  | 'oxygen'
  | 'weather'
  | 'valve'
  | 'te'

type Words = [string, string, string]
const TEXTS: Record<GuidanceKey, { zh: Words; en: Words }> = {
  tank_level: {
    zh: [
      '收料未及时停止、液位计漂移或进料阀内漏',
      '满溢至围堰，可能形成液池、蒸气云与火灾',
      '停止进料并切罐；现场核对液位；确认围堰阀关闭；禁止附近动火；必要时启动倒罐',
    ],
    en: [
      'Filling not stopped in time, gauge drift, or a passing inlet valve',
      'Overflow into the bund: pool, vapour cloud, fire',
      'Stop filling and switch tank; verify the level on site; keep bund valves shut; stop hot work nearby; transfer if needed',
    ],
  },
  tank_pressure: {
    zh: [
      '物料升温、进料过快、放空或氮封失效',
      '安全阀起跳或罐体损坏，物料泄放',
      '停止进料；投用喷淋或冷冻；检查氮封与放空；准备向备用罐泄压',
    ],
    en: [
      'Warming contents, too fast filling, failed vent or blanketing',
      'Relief valve lifts or the shell is damaged; release',
      'Stop filling; start deluge or chilling; check vent and blanketing; prepare to relieve to the spare tank',
    ],
  },
  tank_temperature: {
    zh: ['环境高温、伴热失控或罐内聚合', '压力升高、挥发加剧，聚合物料可能失控', '投用喷淋冷却；关闭伴热；取样确认阻聚剂；持续观察压力'],
    en: [
      'Hot weather, tracing out of control, or polymerisation',
      'Pressure and evaporation rise; runaway of monomers',
      'Start cooling spray; shut tracing; sample the inhibitor; watch the pressure',
    ],
  },
  reactor_temperature: {
    zh: [
      '冷却水中断、加料过快或搅拌停止',
      '反应失控、超压、爆破片动作',
      '立即停止加料；开大冷却水，启用备用水源；温度继续上升时紧急泄放并撤离装置人员',
    ],
    en: [
      'Loss of cooling, too fast dosing, or stopped agitator',
      'Runaway reaction, overpressure, bursting disc',
      'Stop dosing at once; full cooling, spare water; if it still rises, emergency dump and clear the unit',
    ],
  },
  reactor_pressure: {
    zh: ['反应超温、尾气不畅或误加料', '爆破片动作，有毒可燃物料泄放', '停止加料；打开尾气系统；降温；确认下风向人员撤离'],
    en: [
      'Overheated reaction, blocked off-gas, or wrong dosing',
      'Bursting disc opens, toxic and flammable release',
      'Stop dosing; open the off-gas system; cool down; clear people downwind',
    ],
  },
  reactor_cooling: {
    zh: ['循环水泵停、阀门误关或夹套结垢', '移热不足，反应温度上升', '启动备用泵；检查夹套阀位；降低加料速度'],
    en: [
      'Pump stopped, valve shut, or fouled jacket',
      'Too little heat removed; reaction temperature rises',
      'Start the spare pump; check jacket valves; dose more slowly',
    ],
  },
  agitator: {
    zh: ['电机过载、断电或联轴器脱开', '局部过热、物料积聚后骤然反应', '停止加料；不得立即重新搅拌；降温后按规程处理'],
    en: [
      'Motor overload, power loss, or coupling',
      'Hot spots; accumulated feed reacts at once',
      'Stop dosing; do not restart stirring; cool, then follow the procedure',
    ],
  },
  flow: {
    zh: ['机泵故障、阀门误动作或管线泄漏', '装置波动；若压力同时下降须按泄漏处置', '比对上下游流量与压力；现场巡检；怀疑泄漏时切断'],
    en: [
      'Pump fault, valve moved, or pipe leak',
      'Process upset; treat as a leak if pressure falls too',
      'Compare flow and pressure up- and downstream; patrol; isolate if a leak is suspected',
    ],
  },
  warehouse: {
    zh: ['空调或通风故障、环境高温、堆垛发热', '遇热分解或自燃', '恢复通风；检查堆垛温度；移出发热包装；准备水雾'],
    en: [
      'Ventilation fault, hot weather, or self-heating stack',
      'Decomposition or spontaneous ignition',
      'Restore ventilation; check the stack; move warm packages out; prepare water mist',
    ],
  },
  combustible: {
    zh: [
      '法兰、机泵、取样口泄漏或装卸溢料',
      '达到爆炸下限后遇点火源爆燃',
      '查看风向，从上风向确认；停止动火与车辆；二级报警时撤离并切断物料',
    ],
    en: [
      'Leak at flange, pump or sampling point, or spill at loading',
      'Flash fire or explosion at an ignition source',
      'Approach from upwind; stop hot work and vehicles; at level 2 evacuate and isolate',
    ],
  },
  toxic: {
    zh: [
      '储罐出口、汽化器或管线泄漏',
      '吸入中毒，下风向人员受害',
      '佩戴空气呼吸器从上风向确认；通知下风向企业避险；启动碱喷淋或水幕；二级报警时切断并撤离',
    ],
    en: [
      'Leak at tank outlet, vaporiser or pipe',
      'Poisoning downwind',
      'Confirm from upwind with breathing apparatus; warn enterprises downwind; start scrubber or water curtain; at level 2 isolate and evacuate',
    ],
  },
  oxygen: {
    zh: ['氮气泄漏或通风不足；富氧多为氧气泄漏', '缺氧窒息；富氧加剧燃烧', '禁止进入；强制通风；复测合格后方可作业'],
    en: [
      'Nitrogen leak or poor ventilation; enrichment from an oxygen leak',
      'Asphyxiation; fiercer fire when enriched',
      'Do not enter; ventilate; work only after a good re-test',
    ],
  },
  weather: {
    zh: ['天气变化', '影响装卸、吊装、高处作业与泄漏扩散', '按大风、雷雨、高温预案停止室外特殊作业并固定物料'],
    en: [
      'Change of weather',
      'Affects loading, lifting, work at height and dispersion',
      'Stop outdoor special work by the weather plan; secure materials',
    ],
  },
  valve: {
    zh: ['紧急切断阀动作：联锁触发或仪表风失压', '物料中断；上游憋压', '查明联锁原因；确认上游压力；未查明前不得复位'],
    en: [
      'Emergency shut-off valve closed: interlock or loss of instrument air',
      'Feed interrupted; upstream pressure rises',
      'Find the interlock cause; check upstream pressure; no reset before that',
    ],
  },
  te: {
    zh: [
      '进料组成或流量扰动、冷却能力下降、阀门卡涩',
      '反应压力升高直至装置联锁停车',
      '核对 A 进料与 A/C 进料流量；检查放空阀与冷却水；接近 3000 kPa 时准备停车',
    ],
    en: [
      'Feed composition or flow disturbance, loss of cooling, sticking valve',
      'Reactor pressure rises until the plant trips',
      'Check A feed and A/C feed; check purge valve and cooling water; prepare to shut down near 3000 kPa',
    ],
  },
}

/** The guidance in both languages, with the phone of whoever answers. */
export function guidance(key: GuidanceKey, phone: string): { guidance: ProvinceGuidance; guidanceEn: ProvinceGuidance } {
  const text = TEXTS[key]
  const words = ([cause, consequence, action]: Words, call: string): ProvinceGuidance => ({ cause, consequence, action, phone: call })
  return { guidance: words(text.zh, phone), guidanceEn: words(text.en, phone.replace('内线', 'ext.')) }
}
