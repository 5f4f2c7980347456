return {
  doc = "Single or not?", horizon = 3, precision = "single", state = { here = true },
  step = function(r) r.here = not r.here end,
  outcomes = { here = mean("here") },
}
