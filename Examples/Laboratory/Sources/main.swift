// SPDX-License-Identifier: GPL-3.0-or-later
import RavineLaboratory

RavineTool.run(
  in: Laboratory.standard
    .adding(potential: CuspWell.entry)
    .adding(integrator: ExponentialEuler.entry)
    .adding(method: EdgeLawMethod()))
