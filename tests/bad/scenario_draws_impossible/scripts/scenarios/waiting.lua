return {
  doc = "Impossible.", horizon = 3, runs = 4, state = { x = 0, n = 0.5 }, params = { mean = given(1, "assumed") },
  step = function(r, t, p, draw)
    r.n = r.n + 0.3
    r.x = draw.exponential("wait", p.mean - 2)
  end,
  outcomes = { x = mean("x") },
}
