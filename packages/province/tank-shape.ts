/** How big a tank (储罐) is: what its substance allows and what its bund has room for. */
import type { PressureClass } from './shapes.ts'
import type { Substance } from './substances.ts'
import { designPressureMegapascals } from './tags.ts'

/** Pressure tanks are small spheres or bullets, the others upright cylinders as wide as the bund allows. */
export function tankShape(
  of: Substance,
  room: number,
): { diameterMetres: number; heightMetres: number; volumeCubicMetres: number; pressureClass: PressureClass } {
  if (of.storage === 'pressure') {
    const most = of.key === 'chlorine' || of.key === 'hydrogen_fluoride' ? 4.6 : 14
    const diameterMetres = Math.min(most, Math.max(3, room))
    const design = designPressureMegapascals(of)
    // TSG 21-2016 appendix A: low 0.1 ≤ p < 1.6 MPa, medium 1.6 ≤ p < 10 MPa
    return {
      diameterMetres,
      heightMetres: diameterMetres,
      volumeCubicMetres: Math.round((Math.PI / 6) * diameterMetres ** 3),
      pressureClass: design < 1.6 ? 'low' : 'medium',
    }
  }
  const diameterMetres = Math.max(4, Math.min(30, room))
  const heightMetres = Math.round(Math.min(16, Math.max(5, diameterMetres * 0.9)) * 10) / 10
  return {
    diameterMetres,
    heightMetres,
    volumeCubicMetres: Math.round((Math.PI / 4) * diameterMetres ** 2 * heightMetres),
    pressureClass: 'atmospheric',
  }
}
