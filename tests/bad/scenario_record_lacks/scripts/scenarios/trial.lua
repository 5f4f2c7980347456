return {
  doc = "A start that the record does not have.",
  horizon = 4,
  state = { trust = "trust", mood = latest("csat", { otherwise = 0.5 }), power = "power" },
  step = function(r) r.trust = r.trust end,
  outcomes = { trust = mean("trust") },
}
