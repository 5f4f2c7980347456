return {
  doc = "Impossible.", horizon = 3, runs = 4, state = { x = 0, n = 0.5 },
  step = function(r, t, p, draw)
    while r.n < 1 do r.n = r.n + 0.3 end
    r.x = draw.chance("leave", r.n) and 1 or 0
  end,
  outcomes = { x = mean("x") },
}
