/** Factor codes (污染物编码) of HJ 212-2017 and the older ones still sent in the field; for names on the screen and for checks of units. A code that is not here is read all the same. */
import type { Confidence, Provenance } from './facts.ts'

export interface Factor {
  code: string
  /** Code of HJ/T 212-2005; null where none is known. */
  formerCode: string | null
  zh: string
  /** Usual unit; devices differ, so that the point's scale decides. */
  unit: string
  confidence: Confidence
  provenance: Provenance
}

const factor = (
  code: string,
  formerCode: string | null,
  zh: string,
  unit: string,
  confidence: Confidence,
  provenance: Provenance,
): Factor => ({
  code,
  formerCode,
  zh,
  unit,
  confidence,
  provenance,
})

export const FACTORS: readonly Factor[] = [
  factor('w00000', 'B01', '污水流量', 'L/s', 'high', 'seen'),
  factor('w01001', '001', 'pH值', '—', 'high', 'seen'),
  factor('w01018', '011', '化学需氧量 (CODcr)', 'mg/L', 'high', 'seen'),
  factor('w01019', null, '高锰酸盐指数', 'mg/L', 'high', 'seen'),
  factor('w01010', null, '水温', '℃', 'high', 'seen'),
  factor('w01014', null, '电导率', 'μS/cm', 'medium', 'seen'),
  factor('w01009', null, '溶解氧', 'mg/L', 'high', 'knowledge'),
  factor('w01003', null, '浑浊度', 'NTU', 'medium', 'knowledge'),
  factor('w01012', null, '悬浮物', 'mg/L', 'medium', 'knowledge'),
  factor('w01017', '010', '五日生化需氧量', 'mg/L', 'medium', 'knowledge'),
  factor('w01020', null, '总有机碳', 'mg/L', 'high', 'seen'),
  factor('w21001', '065', '总氮', 'mg/L', 'high', 'seen'),
  factor('w21003', '060', '氨氮', 'mg/L', 'high', 'seen'),
  factor('w21011', '101', '总磷', 'mg/L', 'high', 'seen'),
  factor('w21016', null, '氰化物', 'mg/L', 'medium', 'knowledge'),
  factor('w21017', null, '氟化物', 'mg/L', 'medium', 'knowledge'),
  factor('w22001', null, '石油类', 'mg/L', 'medium', 'knowledge'),
  factor('w23002', null, '挥发酚', 'mg/L', 'medium', 'knowledge'),
  factor('w20111', null, '总汞', 'mg/L', 'medium', 'knowledge'),
  factor('w20115', null, '总镉', 'mg/L', 'medium', 'knowledge'),
  factor('w20119', null, '总砷', 'mg/L', 'medium', 'knowledge'),
  factor('w20120', null, '总铅', 'mg/L', 'medium', 'knowledge'),
  factor('w20117', null, '六价铬', 'mg/L', 'medium', 'knowledge'),
  factor('a00000', 'B02', '废气流量', 'm3/s or m3/h', 'high', 'seen'),
  factor('a01001', '126', '温度', '℃', 'high', 'seen'),
  factor('a01002', '128', '湿度', '%', 'high', 'seen'),
  factor('a01006', '127', '气压', 'hPa/kPa', 'high', 'seen'),
  factor('a01007', '129', '风速', 'm/s', 'high', 'seen'),
  factor('a01008', '130', '风向', '°', 'high', 'seen'),
  factor('a01011', 'S02', '烟气流速', 'm/s', 'high', 'seen'),
  factor('a01012', 'S03', '烟气温度', '℃', 'high', 'seen'),
  factor('a01013', 'S08', '烟气压力', 'kPa', 'high', 'seen'),
  factor('a01014', 'S05', '烟气湿度', '%', 'high', 'seen'),
  factor('a19001', 'S01', '氧气含量', '%', 'high', 'seen'),
  factor('a05001', null, '二氧化碳', '%', 'medium', 'knowledge'),
  factor('a05002', null, '甲烷', 'mg/m3', 'medium', 'knowledge'),
  factor('a05024', '108', '臭氧', 'μg/m3', 'high', 'seen'),
  factor('a21002', '03', '氮氧化物', 'mg/m3', 'high', 'seen'),
  factor('a21003', null, '一氧化氮', 'mg/m3', 'medium', 'knowledge'),
  factor('a21004', '141', '二氧化氮', 'mg/m3', 'medium', 'knowledge'),
  factor('a21005', '106', '一氧化碳', 'mg/m3', 'high', 'seen'),
  factor('a21001', null, '氨', 'mg/m3', 'medium', 'knowledge'),
  factor('a21018', null, '氟化物', 'mg/m3', 'low', 'knowledge'),
  factor('a21022', null, '氯(氯气)', 'mg/m3', 'medium', 'knowledge'),
  factor('a21024', null, '氯化氢', 'mg/m3', 'medium', 'knowledge'),
  factor('a21026', '02', '二氧化硫', 'mg/m3', 'high', 'seen'),
  factor('a21028', null, '硫化氢', 'mg/m3', 'medium', 'knowledge'),
  factor('a24088', '25', '非甲烷总烃', 'mg/m3', 'high', 'seen'),
  factor('a25002', null, '苯', 'mg/m3', 'medium', 'knowledge'),
  factor('a25003', null, '甲苯', 'mg/m3', 'medium', 'knowledge'),
  factor('a25005', null, '二甲苯', 'mg/m3', 'medium', 'knowledge'),
  factor('a34001', null, '总悬浮颗粒物 TSP', 'mg/m3', 'high', 'seen'),
  factor('a34002', '107', 'PM10', 'μg/m3', 'high', 'seen'),
  factor('a34004', '121', 'PM2.5', 'μg/m3', 'high', 'seen'),
  factor('a34013', '01', '烟尘(颗粒物)', 'mg/m3', 'high', 'seen'),
]
