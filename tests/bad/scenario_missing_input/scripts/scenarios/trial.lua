return {
  doc = "A step that reads what the record does not have.",
  horizon = 4,
  state = { trust = 0.5 },
  step = function(r) r.trust = r.trust * r.power end,
  outcomes = { trust = mean("trust") },
}
