return {
  doc = "A percentage where a share is wanted.", horizon = 3, runs = 4, state = { here = true },
  step = function(r, t, p, draw)
    if draw.chance("leave", 5) then r.here = false end
    if draw.chance("back", -0.1) or draw.chance("never", 0) or draw.chance("surely", 1.0) then r.here = true end
  end,
  outcomes = { here = mean("here") },
}
