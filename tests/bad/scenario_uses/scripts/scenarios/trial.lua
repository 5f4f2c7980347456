return {
  doc = "A rule on simulated state.",
  horizon = "1 year",
  state = { trust = 0.5 },
  uses = { health = { trust = "turst", csta = 0.5 }, salience = {}, helth = {} },
  step = function(r) r.trust = r.trust end,
  outcomes = { trust = mean("trust") },
}
