return {
  doc = "Uses a rule that keeps something from row to row.",
  horizon = 4,
  state = { trust = 0.5 },
  uses = { warmth = { trust = "trust" } },
  step = function(r) r.trust = 0.5 end,
  outcomes = { warmth = mean("warmth") },
}
