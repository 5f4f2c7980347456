return {
  doc = "Functions that raise, and that change what they may only read.",
  horizon = 4,
  state = { trust = 0.5 },
  plan = { visit = choose { limit = 1, rank = function(r) r.trust = 1 return r.trust end } },
  step = function(r) r.trust = 0.5 end,
  outcomes = { trust = mean("trust") },
}
