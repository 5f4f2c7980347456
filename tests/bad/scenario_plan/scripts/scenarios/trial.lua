return {
  doc = "Who is visited.",
  horizon = "1 year",
  state = { trust = 0.5, active = true },
  plan = {
    visit = choose { per = "onwer", where = "trust", rank = "trsut" },
    call = choose { limit = 3, per = "trust", most = 2 },
    write = 5,
  },
  step = function(r) if r.visits then r.trust = 1 end end,
  outcomes = { trust = mean("trust", { by = "levl" }) },
}
