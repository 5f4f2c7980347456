return {
  doc = "A flag that becomes a number.",
  horizon = 4,
  state = { active = true },
  step = function(r, t, p, draw) r.active = draw.uniform("luck") end,
  outcomes = { active = mean("active") },
}
