return {
  doc = "Wrong in many ways.",
  horizon = "5 yaers", every = "fortnight", runs = 1.5, seed = -1, arithmetic = "half",
  parms = {},
  params = { quality = given(0.9, "assumed", { 0.6, 0.8 }), rate = given(2), every = compare {}, drift = 3, luck = dist.beta(0, 1) },
  state = { trust = "trsut", mood = "level", active = "yes" },
  outcomes = { kept = 3, mean = mean("actve"), often = mean("active", { wher = "active" }), late = first("active", { share = 2 }) },
  step = "weekly",
}
