/** The demo province (示例省): five parks with real names, everything else synthetic. The server's demo seed writes it, the simulator plays it. */
export { buildProvince, type ProvinceOptions } from './build.ts'
export { type Centre, type LocalPoint, metresPerDegree, type Projection, projectionAt } from './projection.ts'
export { hashText, type RandomStream, randomStream } from './random.ts'
export * from './shapes.ts'
export { ppmFromMgPerCubicMetre, SUBSTANCES, type Substance, substance, vapourPressureKilopascals } from './substances.ts'
