return {
  doc = "Averages over no steps that there are.", horizon = 12, runs = 4, state = { trust = 0.5 },
  step = function(r, t, p, draw) r.trust = clamp(r.trust + draw.normal("luck", 0, 0.1)) end,
  outcomes = {
    long = mean("trust", { over = "1 year" }),
    odd = mean("trust", { over = "quartre" }),
    once = first("trust < 0.3", { over = 3 }),
    at_end = mean("trust", { over = 3, each = "end" }),
    trust = mean("trust", { over = 4 }),
  },
}
