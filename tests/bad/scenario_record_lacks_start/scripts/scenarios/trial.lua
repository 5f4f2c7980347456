return {
  doc = "A start that the record does not have.",
  horizon = 4,
  state = { trust = "trust", power = "power", mood = latest("csat", { otherwise = 0.5, because = "the middle" }) },
  step = function(r) r.trust = r.trust end,
  outcomes = { trust = mean("trust") },
}
