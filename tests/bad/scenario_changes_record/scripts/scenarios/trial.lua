return {
  doc = "The record is not simulated.",
  horizon = 4,
  state = { trust = 0.5 },
  step = function(r) r.level = "tactical" end,
  outcomes = { trust = mean("trust") },
}
